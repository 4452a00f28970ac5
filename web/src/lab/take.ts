// One spoken version of the lab's text: what was asked, the sound, how long it took.
import { RATE } from "../audio/pcm.ts";
import { wavOf } from "../audio/wav.ts";
import { Emitter } from "../base/emitter.ts";
import { wordsOf } from "../characters/store.ts";
import type { HeardWord, SpeechApi } from "../server/speech.ts";
import { type Plan, type PlanClause, planOf } from "./plan.ts";

export interface TakeChoices {
  voice: string;
  speed: number;
  scene: string;
}

interface Events {
  changed: null;
}

export class Take extends Emitter<Events> {
  choices: TakeChoices = { voice: "", speed: 1, scene: "" };
  samples = new Float32Array(0);
  state: "empty" | "making" | "ready" | "failed" = "empty";
  trouble = "";
  firstMs = 0; // from asking to the first sound
  wholeMs = 0; // to the last
  plan: Plan | null = null;
  /** What the recogniser heard. */
  words: readonly HeardWord[] = [];
  isHearing = false;
  private asking: AbortController | null = null;

  constructor(
    readonly name: "A" | "B",
    private readonly speech: SpeechApi,
    private readonly now: () => number = () => performance.now(),
  ) {
    super();
  }

  get seconds(): number {
    return this.samples.length / RATE;
  }

  get wav(): Blob {
    return wavOf([this.samples]);
  }

  async make(text: string): Promise<void> {
    this.asking?.abort();
    const asking = new AbortController();
    this.asking = asking;
    const pieces: Float32Array[] = [];
    const clauses: PlanClause[] = [];
    const begin = this.now();
    this.state = "making";
    this.words = [];
    this.plan = null;
    this.isHearing = false;
    this.trouble = "";
    this.firstMs = 0;
    this.emit("changed", null);
    const { voice, speed, scene } = this.choices;
    try {
      await this.speech.speakWithPlan(
        { text, voice, speed, instruction: scene },
        (samples) => {
          if (pieces.length === 0) this.firstMs = this.now() - begin;
          pieces.push(samples);
        },
        (clause) => clauses.push(clause),
        asking.signal,
      );
      this.samples = joined(pieces);
      this.wholeMs = this.now() - begin;
      this.plan = clauses.length === 0 ? null : planOf(clauses);
      this.state = "ready";
    } catch (error) {
      if (asking.signal.aborted) return;
      this.samples = new Float32Array(0);
      this.state = "failed";
      this.trouble = wordsOf(error);
    }
    this.emit("changed", null);
  }

  async hearBack(): Promise<void> {
    const { asking } = this;
    if (this.state !== "ready" || asking === null) return;
    this.isHearing = true;
    this.emit("changed", null);
    try {
      this.words = await this.speech.hear(this.wav, asking.signal);
    } catch (error) {
      if (asking.signal.aborted) return;
      this.trouble = wordsOf(error);
    }
    this.isHearing = false;
    this.emit("changed", null);
  }
}

export function joined(pieces: readonly Float32Array[]): Float32Array<ArrayBuffer> {
  const all = new Float32Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

/** The greatest level of each of `count` equal parts, [0, 1]. */
export function peaks(samples: Float32Array, count: number): number[] {
  return Array.from({ length: count }, (_, i) => {
    const begin = Math.floor((i * samples.length) / count);
    const end = Math.max(begin + 1, Math.floor(((i + 1) * samples.length) / count));
    let most = 0;
    for (let n = begin; n < end && n < samples.length; ++n) {
      most = Math.max(most, Math.abs(samples[n]!));
    }
    return Math.min(1, most);
  });
}

/** `cue` in parentheses of the text's language at `at`, with the spaces that English wants. */
export function withCue(text: string, at: number, cue: string): { text: string; end: number } {
  const isChinese = /\p{Script=Han}/u.test(cue);
  const before = text.slice(0, at);
  const after = text.slice(at);
  const inserted = isChinese
    ? `（${cue}）`
    : `${before === "" || /\s$/.test(before) ? "" : " "}(${cue})${/^\s/.test(after) ? "" : " "}`;
  return { text: before + inserted + after, end: at + inserted.length };
}
