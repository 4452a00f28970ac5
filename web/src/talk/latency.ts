// How long a turn took, as this page saw it: the times at which events arrived, counted from the moment
// that the server said "speech stopped" (or the text was sent). The server waits before it says so; how
// long is in its own measurement, which comes as `vivavoce.turn_latency` and counts from the last sound.
import { is, type Stage, type WireEvent } from "../realtime/events.ts";

export type Mark = "transcript" | "text" | "audio" | "heard";
export const MARKS: readonly Mark[] = ["transcript", "text", "audio", "heard"];

export interface TurnTiming {
  readonly turn: number;
  readonly from: "speech" | "text" | "button";
  readonly marks: Partial<Record<Mark, number>>; // ms
  readonly server: Partial<Record<Stage, number>> | null; // ms
}

interface Open {
  turn: number;
  from: TurnTiming["from"];
  begin: number;
  response: string;
  marks: Partial<Record<Mark, number>>;
  server: Partial<Record<Stage, number>> | null;
}

const MOST_TURNS = 50;

export class LatencyBook {
  private turns: Open[] = [];
  private count = 0;

  apply(event: WireEvent, now: number): void {
    if (is(event, "input_audio_buffer.speech_stopped")) this.begin("speech", now);
    else if (is(event, "conversation.item.input_audio_transcription.completed")) {
      this.mark("transcript", now);
    } else if (is(event, "response.created")) {
      const turn = this.turns.at(-1);
      if (turn !== undefined && turn.response === "") turn.response = event.response.id;
    } else if (
      is(event, "response.output_audio_transcript.delta") ||
      is(event, "response.output_text.delta")
    ) {
      this.mark("text", now, event.response_id);
    } else if (is(event, "response.output_audio.delta")) {
      this.mark("audio", now, event.response_id);
    } else if (is(event, "vivavoce.turn_latency")) {
      const turn = this.turns.findLast((open) => open.response === event.response_id);
      if (turn !== undefined) turn.server = event.stages_ms;
    }
  }

  /** A turn that no event announces: text was sent, or the talk button let go. */
  begin(from: TurnTiming["from"], now: number): void {
    const last = this.turns.at(-1);
    // A pause that was not the end: the turn that got no answer is the same one.
    if (last !== undefined && last.response === "" && last.from === from) {
      last.begin = now;
      last.marks = {};
      return;
    }
    this.turns.push({
      turn: ++this.count,
      from,
      begin: now,
      response: "",
      marks: {},
      server: null,
    });
    if (this.turns.length > MOST_TURNS) this.turns.shift();
  }

  /** The loudspeaker began to play. */
  heard(now: number): void {
    if (this.turns.at(-1)?.marks.audio !== undefined) this.mark("heard", now);
  }

  all(): readonly TurnTiming[] {
    return this.turns;
  }

  /** The newest turns that were answered, the oldest of them first. */
  recent(count: number): readonly TurnTiming[] {
    return this.turns.filter((turn) => turn.response !== "").slice(-count);
  }

  last(): TurnTiming | null {
    return this.turns.findLast((turn) => turn.response !== "") ?? null;
  }

  ofResponse(id: string): TurnTiming | null {
    return this.turns.findLast((turn) => turn.response === id) ?? null;
  }

  private mark(name: Mark, now: number, response = ""): void {
    const turn = this.turns.at(-1);
    if (turn === undefined || (response !== "" && turn.response !== response)) return;
    turn.marks[name] ??= now - turn.begin;
  }
}

/** From the beginning to the last mark, ms. */
export function wholeMs(timing: TurnTiming): number {
  return Math.max(0, ...Object.values(timing.marks));
}

/** Marks in the order of time, each with the part of the bar it fills. */
export function segments(timing: TurnTiming): { mark: Mark; at: number; share: number }[] {
  const marks = MARKS.flatMap((mark) => {
    const at = timing.marks[mark];
    return at === undefined ? [] : [{ mark, at }];
  }).sort((a, b) => a.at - b.at);
  const whole = Math.max(1, marks.at(-1)?.at ?? 0);
  return marks.map(({ mark, at }, i) => ({
    mark,
    at,
    share: (at - (marks[i - 1]?.at ?? 0)) / whole,
  }));
}
