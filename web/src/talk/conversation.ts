// The conversation as it is shown: an entry for each item, in the order of the wire. Built from events
// alone, so that a script of events is a test.
import { bytesOfBase64, RATE } from "../audio/pcm.ts";
import { is, type WireEvent, type WireItem } from "../realtime/events.ts";
import { type Perception, type Tag, tagsOf } from "./heard.ts";
import type { Meant } from "./meant.ts";
import { Reveal } from "./reveal.ts";

export interface Entry {
  readonly id: string;
  readonly role: "user" | "assistant" | "note";
  state: "live" | "final" | "cut" | "failed";
  text: string; // of a note: the key of its words
  readonly spoken: boolean;
  readonly reveal: Reveal | null; // of a spoken reply
  played: number; // samples
  response: string;
  perception: Perception | null; // of the user's words: how they were said
  heard: readonly Tag[]; // the same, to be shown
  meant: Meant | null; // of a reply
}

/** What a new session has to be told of the old one. */
export interface Remembered {
  readonly role: "user" | "assistant";
  readonly text: string;
}

const MOST_ENTRIES = 200;
const MOST_REMEMBERED = 24;

export class Conversation {
  private list: Entry[] = [];
  private active = ""; // the response under way
  private notes = 0;
  private repeated = new Set<string>(); // items that a new session is told again
  private sounding = new Set<string>(); // replies that are not fully heard

  get entries(): readonly Entry[] {
    return this.list;
  }

  get activeResponse(): string {
    return this.active;
  }

  apply(event: WireEvent): void {
    if (is(event, "input_audio_buffer.speech_started")) {
      this.open(event.item_id, "user", true);
    } else if (is(event, "conversation.item.added")) {
      this.addItem(event.item);
    } else if (is(event, "conversation.item.input_audio_transcription.delta")) {
      this.open(event.item_id, "user", true).text += event.delta;
    } else if (is(event, "conversation.item.input_audio_transcription.completed")) {
      this.settle(
        event.item_id,
        event.transcript.trim() === "" ? "failed" : "final",
        event.transcript,
      );
    } else if (is(event, "conversation.item.input_audio_transcription.failed")) {
      this.settle(event.item_id, "failed", "");
    } else if (
      is(event, "vivavoce.perception.updated") ||
      is(event, "vivavoce.perception.completed")
    ) {
      this.perceive(event.item_id, event.perception);
    } else if (is(event, "vivavoce.acting")) {
      const entry = this.openReply(event.item_id, event.response_id, true);
      const at = Math.floor((event.audio_start_ms * RATE) / 1000);
      entry.meant ??= { scene: "", directions: [] };
      if (event.scene !== "") entry.meant.scene = event.scene;
      entry.meant.directions.push(...event.directions.map((words) => ({ words, at })));
    } else if (is(event, "response.created")) {
      this.active = event.response.id;
    } else if (is(event, "response.output_audio_transcript.delta")) {
      const entry = this.openReply(event.item_id, event.response_id, true);
      entry.text += event.delta;
      entry.reveal?.addText(event.delta);
    } else if (is(event, "response.output_text.delta")) {
      this.openReply(event.item_id, event.response_id, false).text += event.delta;
    } else if (is(event, "response.output_audio.delta")) {
      const entry = this.openReply(event.item_id, event.response_id, true);
      entry.reveal?.addSound(Math.floor(bytesOfBase64(event.delta) / 2));
      this.sounding.add(entry.id);
    } else if (is(event, "response.output_audio.done")) {
      const entry = this.find(event.item_id);
      // Of a reply that was cut the sound is shorter than the words.
      if (entry?.state === "live") entry.reveal?.end();
    } else if (is(event, "response.done")) {
      this.endResponse(event.response.id, event.response.status);
    }
  }

  addTyped(id: string, text: string): void {
    const entry = this.open(id, "user", false);
    entry.text = text;
    entry.state = "final";
  }

  addNote(words: string): void {
    if (this.list.at(-1)?.role === "note") this.list.pop(); // the newest says it all
    const entry = this.open(`note_${++this.notes}`, "note", false);
    entry.text = words;
    entry.state = "final";
  }

  /** How far the loudspeaker is with a reply. */
  setPlayed(id: string, samples: number): void {
    const entry = this.find(id);
    if (entry === undefined || entry.state === "cut") return;
    entry.played = samples;
    if (entry.state !== "live" && samples >= (entry.reveal?.received ?? 0))
      this.sounding.delete(id);
  }

  /** The user broke in: every reply that was not fully heard ends where it was. Returns those. */
  cut(): Entry[] {
    const cut = this.list.filter((entry) => this.sounding.has(entry.id));
    for (const entry of cut) entry.state = "cut";
    this.sounding.clear();
    return cut;
  }

  /** The words of an entry that may be shown. */
  shown(entry: Entry): string {
    if (entry.reveal === null) return entry.text;
    return entry.text.slice(0, entry.reveal.heard(entry.played));
  }

  /** The server will tell of this item, which is already here under another id. */
  expectRepeated(id: string): void {
    this.repeated.add(id);
  }

  /** For a session that replaces a lost one. */
  remembered(): Remembered[] {
    return this.list
      .flatMap((entry): Remembered[] => {
        const text = (entry.state === "final" ? entry.text : this.shown(entry)).trim();
        return entry.role === "note" || text === "" ? [] : [{ role: entry.role, text }];
      })
      .slice(-MOST_REMEMBERED);
  }

  /** The socket is gone: what was under way will not be finished. True when something was lost. */
  lose(): boolean {
    const lost = this.active !== "" || this.list.some((entry) => entry.state === "live");
    this.active = "";
    this.repeated.clear();
    this.cut();
    for (const entry of this.list) {
      if (entry.state === "live") entry.state = entry.role === "user" ? "failed" : "cut";
    }
    return lost;
  }

  clear(): void {
    this.list = [];
    this.repeated.clear();
    this.active = "";
    this.sounding.clear();
  }

  /** Is there sound of this reply that was not heard yet? */
  sounds(id: string): boolean {
    return this.sounding.has(id);
  }

  /** The character's first words, of which no event tells; its sound comes by `addGreetingSound`. */
  addGreeting(id: string, text: string): void {
    const entry = this.openReply(id, "", true);
    entry.text = text;
    entry.reveal?.addText(text);
  }

  addGreetingSound(id: string, samples: number): void {
    this.find(id)?.reveal?.addSound(samples);
    this.sounding.add(id);
  }

  endGreeting(id: string): void {
    const entry = this.find(id);
    if (entry?.state !== "live") return;
    entry.reveal?.end();
    entry.state = "final";
  }

  /** A reply in sound: is it heard, or does it wait to be? */
  get isSounding(): boolean {
    return this.sounding.size > 0;
  }

  private addItem(item: WireItem): void {
    if (item.type !== "message" || item.role !== "user" || this.repeated.delete(item.id)) return;
    const spoken = item.content?.some((part) => part.type === "input_audio") ?? false;
    const entry = this.open(item.id, "user", spoken);
    const text = item.content?.map((part) => part.text ?? "").join("") ?? "";
    if (text === "" || entry.text !== "") return;
    entry.text = text;
    entry.state = "final";
  }

  private openReply(id: string, response: string, spoken: boolean): Entry {
    const entry = this.open(id, "assistant", spoken);
    entry.response = response;
    return entry;
  }

  private open(id: string, role: Entry["role"], spoken: boolean): Entry {
    const found = this.find(id);
    if (found !== undefined) return found;
    const reveal = role === "assistant" && spoken ? new Reveal(RATE) : null;
    const entry: Entry = {
      id,
      role,
      state: "live",
      text: "",
      spoken,
      reveal,
      played: 0,
      response: "",
      perception: null,
      heard: [],
      meant: null,
    };
    this.list.push(entry);
    if (this.list.length > MOST_ENTRIES) this.sounding.delete(this.list.shift()!.id);
    return entry;
  }

  private perceive(id: string, perception: Perception | null): void {
    const entry = this.find(id);
    if (entry === undefined || perception === null) return;
    entry.perception = perception;
    entry.heard = tagsOf(perception);
  }

  private settle(id: string, state: Entry["state"], text: string): void {
    const entry = this.open(id, "user", true);
    entry.text = text.trim();
    entry.state = state;
  }

  private endResponse(id: string, status: string): void {
    if (this.active === id) this.active = "";
    for (const entry of this.list) {
      if (entry.response !== id || entry.state !== "live") continue;
      entry.state = status === "completed" || status === "incomplete" ? "final" : "cut";
      if (status === "failed") entry.state = "failed";
    }
  }

  private find(id: string): Entry | undefined {
    return this.list.findLast((entry) => entry.id === id);
  }
}
