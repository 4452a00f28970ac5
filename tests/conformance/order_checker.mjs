// Checks the order of a session's server events (docs/realtime.md): every event has an id of its
// own; responses nest properly and end exactly once; a spoken turn goes started, stopped,
// committed, item. `dialect` is "ga" or "beta". Feed it every event, then ask for `violations`.

const BETA_ONLY = /^(response\.(text|audio|audio_transcript)\.|conversation\.item\.created$)/;
const GA_ONLY = /^(response\.output_(text|audio|audio_transcript)\.|conversation\.item\.(added|done)$)/;

export class OrderChecker {
  constructor(dialect) {
    this.dialect = dialect;
    this.violations = [];
    this.count = 0;
    this.ids = new Set();
    this.responses = new Map(); // id -> {open: Set of item ids, parts: Set, done}
    this.items = new Set(); // in the conversation
    this.turn = null; // the item whose speech has started and not stopped
    this.stopped = new Set();
    this.committed = new Set();
  }

  fail(event, why) {
    this.violations.push(`${event.type}: ${why}`);
  }

  see(event) {
    if (this.count++ === 0 && event.type !== "session.created") {
      this.fail(event, "the first event must be session.created");
    }
    if (typeof event.event_id !== "string" || this.ids.has(event.event_id)) {
      this.fail(event, "needs an event_id of its own");
    }
    this.ids.add(event.event_id);
    if ((this.dialect === "ga" ? BETA_ONLY : GA_ONLY).test(event.type)) {
      this.fail(event, `is not a name of the ${this.dialect} dialect`);
    }
    this.seeInput(event);
    if (event.type.startsWith("response.")) this.seeResponse(event);
  }

  seeInput(event) {
    switch (event.type) {
      case "input_audio_buffer.speech_started":
        if (this.turn) this.fail(event, "speech has started already");
        this.turn = event.item_id;
        break;
      case "input_audio_buffer.speech_stopped":
        if (this.turn !== event.item_id) this.fail(event, "stops what has not started");
        this.stopped.add(event.item_id);
        this.turn = null;
        break;
      case "input_audio_buffer.committed":
        if (!this.stopped.has(event.item_id)) this.fail(event, "committed before it stopped");
        this.committed.add(event.item_id);
        break;
      case "conversation.item.added":
      case "conversation.item.created":
        if (this.items.has(event.item.id)) this.fail(event, "the item exists already");
        if (event.item.role === "user" && !this.committed.has(event.item.id)) {
          this.fail(event, "a spoken item comes after its commit");
        }
        this.items.add(event.item.id);
        break;
      case "conversation.item.done":
        if (!this.items.has(event.item.id)) this.fail(event, "done before it was added");
        break;
      case "conversation.item.input_audio_transcription.completed":
        if (!this.items.has(event.item_id)) this.fail(event, "transcript before its item");
        break;
    }
  }

  seeResponse(event) {
    const id = event.response?.id ?? event.response_id;
    if (event.type === "response.created") {
      if (this.responses.has(id)) this.fail(event, "created twice");
      for (const [other, state] of this.responses) {
        if (!state.done) this.fail(event, `${other} is still open`);
      }
      if (event.response.status !== "in_progress") this.fail(event, "must be in_progress");
      this.responses.set(id, { open: new Set(), parts: new Set(), done: false });
      return;
    }
    const state = this.responses.get(id);
    if (!state) return this.fail(event, "names a response that was not created");
    if (state.done) return this.fail(event, "comes after response.done");
    for (const key of ["status_details", "usage"]) {
      if (event.response && !(key in event.response)) this.fail(event, `lacks ${key}`);
    }
    const part = `${event.item_id}/${event.content_index}`;
    switch (event.type) {
      case "response.output_item.added":
        state.open.add(event.item.id);
        break;
      case "response.content_part.added":
        if (!state.open.has(event.item_id)) this.fail(event, "its item is not open");
        if (!this.items.has(event.item_id)) this.fail(event, "its item is not in the conversation");
        state.parts.add(part);
        break;
      case "response.content_part.done":
        if (!state.parts.delete(part)) this.fail(event, "its part is not open");
        break;
      case "response.output_item.done":
        if (!state.open.delete(event.item.id)) this.fail(event, "its item is not open");
        break;
      case "response.done":
        if (state.open.size || state.parts.size) this.fail(event, "leaves something open");
        state.done = true;
        break;
      default:
        if (/\.(delta|done)$/.test(event.type) && "content_index" in event &&
            !state.parts.has(part)) {
          this.fail(event, "its part is not open");
        }
    }
  }
}
