// Makes kept turns of what happens in a conversation: the sound of the microphone around each turn of
// the user, and of each reply what was heard. Knows no browser; what is done with a turn is up to `keep`.
import { RATE } from "../audio/pcm.ts";
import type { Conversation, Entry } from "../talk/conversation.ts";
import { is, type WireEvent } from "../realtime/events.ts";
import type { Perception } from "../talk/heard.ts";
import type { Meant } from "../talk/meant.ts";

export interface FinishedTurn {
  readonly role: "user" | "assistant";
  readonly text: string;
  readonly state: "final" | "cut" | "failed";
  readonly startMs: number;
  readonly sound: Int16Array | null;
  readonly perception?: Perception;
  readonly meant?: Meant;
}

interface Open {
  readonly role: "user" | "assistant";
  startMs: number; // the clock's
  pieces: Int16Array[];
  isWritten: boolean;
}

const BEFORE_MS = 600; // of the microphone before the server says that speech began
const MOST_TURN_SECONDS = 600;

export class TurnRecorder {
  private before: { at: number; samples: Int16Array }[] = [];
  private open = new Map<string, Open>(); // by item
  private speaking = ""; // the item that the microphone goes to
  private waiting: Open | null = null; // pushed to talk: its item is not known yet
  private beginning = -1;

  constructor(
    private readonly conversation: Conversation,
    private readonly keep: (turn: FinishedTurn) => void,
    private readonly now: () => number,
  ) {}

  /** Of the microphone, whether it is sent or not. */
  onMicrophone(samples: Float32Array): void {
    const piece = { at: this.now() - (samples.length / RATE) * 1000, samples: shorts(samples) };
    const target = this.waiting ?? this.open.get(this.speaking);
    if (target !== undefined && seconds(target) < MOST_TURN_SECONDS)
      target.pieces.push(piece.samples);
    this.before.push(piece);
    while (this.before.length > 0 && this.before[0]!.at < this.now() - BEFORE_MS)
      this.before.shift();
  }

  push(): void {
    this.waiting = { role: "user", startMs: this.start(this.now()), pieces: [], isWritten: false };
  }

  onEvent(event: WireEvent): void {
    if (is(event, "input_audio_buffer.speech_started")) {
      const at = this.before[0]?.at ?? this.now();
      const pieces = this.before.map(({ samples }) => samples);
      this.open.set(event.item_id, {
        role: "user",
        startMs: this.start(at),
        pieces,
        isWritten: false,
      });
      this.speaking = event.item_id;
    } else if (is(event, "input_audio_buffer.speech_stopped")) {
      if (this.speaking === event.item_id) this.speaking = "";
    } else if (is(event, "conversation.item.added")) {
      this.onItem(event.item.id, event.item.role === "user");
    } else if (
      is(event, "conversation.item.input_audio_transcription.completed") ||
      is(event, "conversation.item.input_audio_transcription.failed")
    ) {
      this.finish(event.item_id);
    }
  }

  /** A piece of a reply, as it is handed to the loudspeaker. */
  onReplySound(item: string, samples: Float32Array): void {
    let open = this.open.get(item);
    if (open === undefined) {
      open = { role: "assistant", startMs: this.start(this.now()), pieces: [], isWritten: false };
      this.open.set(item, open);
    }
    open.pieces.push(shorts(samples));
  }

  /** After anything that may have ended a reply: those that were heard, or cut, are kept. */
  settle(isSounding: (entry: Entry) => boolean): void {
    for (const [id, open] of this.open) {
      if (open.role !== "assistant") continue;
      const entry = this.conversation.entries.find((one) => one.id === id);
      if (entry === undefined) this.open.delete(id);
      else if (entry.state !== "live" && !isSounding(entry)) this.finish(id);
    }
  }

  /** The conversation is over: what is there is kept. */
  end(): void {
    for (const id of [...this.open.keys()]) this.finish(id);
    this.before = [];
    this.speaking = "";
    this.waiting = null;
    this.beginning = -1;
  }

  private onItem(id: string, isUser: boolean): void {
    if (!isUser || this.open.has(id)) return;
    if (this.waiting !== null) {
      this.open.set(id, this.waiting);
      this.waiting = null;
      return; // until its words are there
    }
    const entry = this.conversation.entries.find((one) => one.id === id);
    if (entry === undefined || entry.spoken || entry.state !== "final") return;
    this.open.set(id, {
      role: "user",
      startMs: this.start(this.now()),
      pieces: [],
      isWritten: true,
    });
    this.finish(id);
  }

  private finish(id: string): void {
    const open = this.open.get(id);
    const entry = this.conversation.entries.find((one) => one.id === id);
    this.open.delete(id);
    if (open === undefined) return;
    const heard = entry?.role === "assistant" && entry.state === "cut" ? entry.played : Infinity;
    const text =
      entry === undefined
        ? ""
        : entry.state === "cut"
          ? this.conversation.shown(entry)
          : entry.text;
    const sound = joinedShorts(open.pieces, heard);
    if (text.trim() === "" && sound.length === 0) return;
    const state = entry?.state === "cut" || entry?.state === "failed" ? entry.state : "final";
    this.keep({
      role: open.role,
      text: text.trim(),
      state,
      startMs: open.startMs,
      sound: open.isWritten || sound.length === 0 ? null : sound,
      ...(entry?.perception ? { perception: entry.perception } : {}),
      ...(entry?.meant ? { meant: heardOf(entry.meant, heard) } : {}),
    });
  }

  // The first turn is the beginning of the conversation.
  private start(at: number): number {
    if (this.beginning < 0) this.beginning = at;
    return Math.max(0, at - this.beginning);
  }
}

/** Of a reply that was cut, the directions that were heard. */
function heardOf({ scene, directions }: Meant, most: number): Meant {
  return { scene, directions: directions.filter(({ at }) => at <= most) };
}

function seconds(open: Open): number {
  return open.pieces.reduce((sum, piece) => sum + piece.length, 0) / RATE;
}

function shorts(samples: Float32Array): Int16Array {
  return Int16Array.from(samples, (sample) =>
    Math.round(Math.max(-1, Math.min(1, sample)) * 32767),
  );
}

function joinedShorts(pieces: readonly Int16Array[], most: number): Int16Array {
  const length = Math.min(
    most,
    pieces.reduce((sum, piece) => sum + piece.length, 0),
  );
  const all = new Int16Array(length);
  let at = 0;
  for (const piece of pieces) {
    if (at >= length) break;
    all.set(piece.subarray(0, length - at), at);
    at += piece.length;
  }
  return all;
}
