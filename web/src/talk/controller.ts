// Joins socket, microphone, loudspeaker and the conversation's model. Views read it and call it; it
// knows no view.
import { Emitter } from "../base/emitter.ts";
import { Capture } from "../audio/capture.ts";
import type { CapturedPiece } from "../audio/capture.worklet.ts";
import { decodePcm16, encodePcm16, RATE } from "../audio/pcm.ts";
import { Player } from "../audio/player.ts";
import type { Link, RealtimeClient } from "../realtime/client.ts";
import { is, type WireError, type WireEvent } from "../realtime/events.ts";
import type { Settings, SettingsStore } from "../settings.ts";
import { Conversation } from "./conversation.ts";
import { type Greet, Greeting } from "./greeting.ts";
import { LatencyBook } from "./latency.ts";
import { allowsMoods, SESSION_SETTINGS, sessionUpdate, textItem } from "./session_update.ts";
import { talkState, type TalkState } from "./state.ts";

interface Events {
  changed: null; // anything that is shown
  trouble: string; // the server's words about a request that it refused
  ended: null; // by the user: the next words are another conversation
  pushed: null; // the button to talk
  microphone: Float32Array; // what is sent of it
  sound: { readonly item: string; readonly samples: Float32Array }; // of a reply, before it is heard
}

const MOST_BACKLOG = 256 << 10; // bytes in the socket, 4 s of sound; more would only come too late
const SHORTEST_PUSH_MS = 150; // the server wants 100 ms of sound
const MIC_SETTINGS: readonly (keyof Settings)[] = [
  "deviceId",
  "echoCancellation",
  "noiseSuppression",
  "autoGainControl",
];
// Answers to questions that crossed on the way; nobody needs to be told.
const HARMLESS = [
  "response_cancel_not_active",
  "item_truncate_invalid_item_id",
  "input_audio_buffer_commit_empty",
];
const RESUME_REFUSED = "session.vivavoce.resume"; // by a server that keeps no session

export class TalkController extends Emitter<Events> {
  readonly conversation = new Conversation();
  readonly latency = new LatencyBook();
  readonly player = new Player();
  readonly capture = new Capture();
  readonly levels = { mic: 0, voice: 0 };
  link: Link = { state: "idle", reason: "" };

  private isPaused = false; // the microphone, by the user
  private isPushed = false; // the push-to-talk button
  private pushedMs = 0;
  private userSpeaks = false;
  private waits = false; // for a reply
  private createWhenFree = false; // response.create once the response under way has ended
  private pendingTexts: string[] = []; // typed before the session was there
  private lostSomething = false;
  private moodsAllowed = true; // by the server
  private readonly greeting: Greeting;
  private ids = 0;

  constructor(
    private readonly client: RealtimeClient,
    private readonly settings: SettingsStore,
    greet: Greet | null = null,
    private readonly now: () => number = () => performance.now(),
  ) {
    super();
    this.greeting = new Greeting(greet, {
      conversation: this.conversation,
      send: (event) => client.send(event),
      play: (item, samples) => this.playSound(item, samples),
      finish: (item) => this.player.finish(item),
      changed: () => this.changed(),
    });
    client.on("link", (link) => this.onLink(link));
    client.on("opened", ({ again }) => this.onOpened(again));
    client.on("resumed", ({ complete }) => this.onResumed(complete));
    client.on("received", (event) => this.onEvent(event));
    this.capture.on("piece", (piece) => this.onPiece(piece));
    this.capture.on("state", () => this.changed());
    this.player.on("suspended", () => this.changed());
    this.player.on("progress", (progress) => {
      this.levels.voice = progress.level;
      if (progress.isPlaying) this.latency.heard(this.now());
      if (progress.played) {
        this.conversation.setPlayed(progress.played.item, progress.played.samples);
      }
      this.changed();
    });
    settings.on("changed", ({ names }) => this.onSettings(names));
  }

  get state(): TalkState {
    return talkState({
      link: this.link.state,
      reason: this.link.reason,
      mic: this.capture.state,
      isMuted: !this.hears,
      userSpeaks: this.userSpeaks || this.isPushed,
      waitsForReply: this.waits || this.conversation.activeResponse !== "",
      isPlaying: this.player.isPlaying,
      isAsleep: this.player.isSuspended,
    });
  }

  get isRunning(): boolean {
    return this.link.state !== "idle" && this.link.state !== "refused";
  }

  get isMicPaused(): boolean {
    return this.isPaused;
  }

  /** From a click, because sound and microphone need one. */
  start(withMicrophone = true): void {
    void this.player.start().catch(() => this.changed());
    if (withMicrophone && this.capture.state !== "on")
      void this.capture.start(this.settings.values);
    this.client.connect();
  }

  stop(): void {
    this.greeting.stop();
    this.client.disconnect();
    this.capture.stop();
    this.emit("ended", null);
    this.isPushed = this.isPaused = false;
  }

  retryMicrophone(): void {
    void this.capture.start(this.settings.values);
  }

  /** The tab is looked at again, or the network is back. */
  wake(): void {
    void this.player.resume().catch(() => {});
    void this.capture.resume().catch(() => {});
    this.client.retryNow();
  }

  pauseMicrophone(paused: boolean): void {
    this.isPaused = paused;
    if (paused) this.levels.mic = 0;
    this.changed();
  }

  say(text: string): void {
    if (this.link.state !== "open") {
      this.pendingTexts.push(text);
      this.start(false);
      return;
    }
    this.silence();
    const id = this.nextId();
    this.conversation.addTyped(id, text);
    this.client.send(textItem(id, { role: "user", text }));
    this.latency.begin("text", this.now());
    this.askForReply();
    this.changed();
  }

  push(): void {
    if (this.isPushed || this.link.state !== "open" || this.capture.state !== "on") return;
    this.silence();
    this.client.send({ type: "input_audio_buffer.clear" });
    this.isPushed = true;
    this.pushedMs = 0;
    this.emit("pushed", null);
    this.changed();
  }

  release(): void {
    if (!this.isPushed) return;
    this.isPushed = false;
    this.levels.mic = 0;
    if (this.pushedMs < SHORTEST_PUSH_MS) {
      this.client.send({ type: "input_audio_buffer.clear" });
      this.conversation.addNote("note_push_longer");
    } else if (this.client.send({ type: "input_audio_buffer.commit" })) {
      this.latency.begin("button", this.now());
      this.askForReply();
    }
    this.changed();
  }

  /** Stops the reply that is written or heard. */
  silence(): void {
    if (this.conversation.activeResponse !== "") this.client.send({ type: "response.cancel" });
    this.cutReplies();
  }

  forget(): void {
    this.silence();
    this.emit("ended", null);
    this.conversation.clear();
    if (this.link.state === "open") {
      this.client.disconnect(); // a session's history ends with it
      this.client.connect();
    }
    this.changed();
  }

  private get hears(): boolean {
    if (this.capture.state !== "on") return false;
    return this.settings.values.talkMode === "push" ? this.isPushed : !this.isPaused;
  }

  private onPiece(piece: CapturedPiece): void {
    if (!this.hears) return;
    this.levels.mic = piece.level;
    if (this.isPushed) this.pushedMs += (piece.samples.length / RATE) * 1000;
    if (this.link.state !== "open" || this.client.backlog > MOST_BACKLOG) return;
    this.emit("microphone", piece.samples);
    this.client.send({ type: "input_audio_buffer.append", audio: encodePcm16(piece.samples) });
  }

  private onEvent(event: WireEvent): void {
    this.conversation.apply(event);
    this.latency.apply(event, this.now());
    if (is(event, "session.created")) {
      this.moodsAllowed = allowsMoods(event.session);
    } else if (is(event, "input_audio_buffer.speech_started")) {
      // The server tells of speech over a reply only when it is an interruption.
      this.userSpeaks = true;
      this.cutReplies();
    } else if (is(event, "input_audio_buffer.speech_stopped")) {
      this.userSpeaks = false;
      this.waits = true;
    } else if (is(event, "response.output_audio.delta")) {
      this.onSound(event.item_id, event.delta);
    } else if (is(event, "response.output_audio.done")) {
      this.player.finish(event.item_id);
    } else if (is(event, "vivavoce.backchannel")) {
      this.acknowledge(event.audio);
    } else if (is(event, "response.done")) {
      this.waits = false;
      if (event.response.status === "cancelled") this.cutReplies();
      if (event.response.status === "failed") {
        this.emit("trouble", event.response.status_details?.error?.message ?? "");
      }
      if (this.createWhenFree) {
        this.createWhenFree = false;
        this.createResponse();
      }
    } else if (is(event, "error") && !isHarmless(event.error)) {
      this.waits = false;
      this.emit("trouble", event.error.message);
      // The whole update was refused; without this the rest of it comes through.
      if (event.error.param?.endsWith("perception.identity")) this.settings.set({ identity: false });
    }
    if (event.type !== "response.output_audio.delta") this.changed();
  }

  private onSound(item: string, delta: string): void {
    const entry = this.conversation.entries.findLast(({ id }) => id === item);
    if (entry?.state === "cut") return;
    if (!this.player.canPlay) {
      // Nobody hears it, so that the words are all there is.
      this.conversation.setPlayed(item, entry?.reveal?.received ?? 0);
      return;
    }
    let samples: Float32Array<ArrayBuffer>;
    try {
      samples = decodePcm16(delta);
    } catch {
      return; // not base64: one piece is missing, the reply goes on
    }
    this.playSound(item, samples);
  }

  /** "Mm-hm": no reply, so nothing waits for it, counts it or cuts it. */
  private acknowledge(audio: string): void {
    try {
      this.player.playBeside(decodePcm16(audio));
    } catch {
      // not base64: nobody misses a "mm-hm"
    }
  }

  private playSound(item: string, samples: Float32Array<ArrayBuffer>): void {
    this.emit("sound", { item, samples });
    this.player.push(item, samples);
  }

  /** Silence at once, then the server is told what was heard. */
  private cutReplies(): void {
    this.greeting.stop();
    const cut = this.conversation.cut();
    if (cut.length === 0) return;
    void this.player.flush().then((heard) => {
      for (const entry of cut) {
        if (heard?.item === entry.id) entry.played = heard.samples;
        if (this.greeting.cut(entry)) continue;
        const played = Math.min(entry.played, entry.reveal?.received ?? 0);
        this.client.send({
          type: "conversation.item.truncate",
          item_id: entry.id,
          content_index: 0,
          audio_end_ms: Math.floor((played / RATE) * 1000),
        });
      }
      this.changed();
    });
  }

  private askForReply(): void {
    this.waits = true;
    if (this.conversation.activeResponse !== "") this.createWhenFree = true;
    else this.createResponse();
  }

  private createResponse(): void {
    this.waits = this.client.send({ type: "response.create" });
  }

  private onOpened(again: boolean): void {
    this.loseUnderWay(); // a session that waited is not there any more
    this.client.send(this.sessionUpdate());
    // A session is gone with its socket: the new one is told what was said so far.
    for (const said of this.conversation.remembered()) {
      const id = this.nextId();
      if (said.role === "user") this.conversation.expectRepeated(id);
      this.client.send(textItem(id, said));
    }
    if (again) {
      this.conversation.addNote(this.lostSomething ? "note_reconnected_lost" : "note_reconnected");
    }
    this.lostSomething = false;
    const isFresh = this.conversation.entries.length === 0 && this.pendingTexts.length === 0;
    if (isFresh && this.settings.values.greets && this.player.canPlay) {
      this.greeting.start(this.settings.values);
    }
    for (const text of this.pendingTexts.splice(0)) this.say(text);
    this.changed();
  }

  /** The same session, from where it stopped. */
  private onResumed(complete: boolean): void {
    if (!complete) this.loseUnderWay();
    this.conversation.addNote(complete ? "note_resumed" : "note_resumed_lost");
    this.lostSomething = false;
    for (const text of this.pendingTexts.splice(0)) this.say(text);
    this.changed();
  }

  private loseUnderWay(): void {
    this.greeting.stop();
    this.userSpeaks = this.waits = this.createWhenFree = false;
    this.lostSomething = this.conversation.lose() || this.lostSomething;
    void this.player.flush().then(() => this.changed());
  }

  private onLink(link: Link): void {
    this.link = link;
    if (link.state !== "open" && !this.client.canResume) this.loseUnderWay();
    if (link.state === "refused") this.capture.stop();
    this.changed();
  }

  private onSettings(names: readonly (keyof Settings)[]): void {
    if (names.includes("talkMode")) this.isPushed = this.isPaused = false;
    if (this.link.state === "open" && names.some((name) => SESSION_SETTINGS.includes(name))) {
      this.client.send(this.sessionUpdate());
    }
    if (this.capture.state !== "off" && names.some((name) => MIC_SETTINGS.includes(name))) {
      this.retryMicrophone();
    }
    this.changed();
  }

  private sessionUpdate(): WireEvent {
    return sessionUpdate(this.settings.values, this.moodsAllowed);
  }

  private nextId(): string {
    return `console_${Date.now().toString(36)}_${++this.ids}`;
  }

  private changed(): void {
    this.emit("changed", null);
  }
}

function isHarmless({ code, param }: WireError): boolean {
  return HARMLESS.includes(code ?? "") || param === RESUME_REFUSED;
}
