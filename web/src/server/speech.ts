// Text to sound over HTTP: 24 kHz samples as they come.
import { decodePcm16, samplesOfPcm16 } from "../audio/pcm.ts";
import type { PlanClause } from "../lab/plan.ts";
import { type Api, ApiError, type Listed } from "./api.ts";
import { sentEvents } from "./sse.ts";

export interface Voice {
  readonly id: string;
  readonly language: "en" | "zh";
  readonly gender: "female" | "male";
}

export interface SpeechWish {
  readonly text: string;
  readonly voice: string; // a voice, a blend "a:0.6+b:0.4", a persona, or "" for the default persona
  readonly speed?: number;
  /** The scene; with it, words in parentheses are directions. */
  readonly instruction?: string;
}

export interface HeardWord {
  readonly word: string;
  readonly start: number; // seconds
  readonly end: number;
}

export class SpeechApi {
  constructor(private readonly api: Api) {}

  async voices(): Promise<readonly Voice[]> {
    return (await this.api.json<Listed<Voice>>("/v1/audio/voices")).data;
  }

  /** Calls `piece` with what has arrived; an odd byte waits for the next. */
  async speak(
    wish: SpeechWish,
    piece: (samples: Float32Array<ArrayBuffer>) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const reply = await this.ask(wish, signal);
    const reader = reply.body!.getReader();
    let left = new Uint8Array(0);
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const bytes = new Uint8Array(left.length + value.length);
      bytes.set(left);
      bytes.set(value, left.length);
      const whole = bytes.length - (bytes.length % 2);
      left = bytes.slice(whole);
      if (whole > 0) piece(samplesOfPcm16(bytes.subarray(0, whole)));
    }
  }

  /** The same, and how each clause is spoken, before its sound. */
  async speakWithPlan(
    wish: SpeechWish,
    piece: (samples: Float32Array<ArrayBuffer>) => void,
    plan: (clause: PlanClause) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const reply = await this.ask(wish, signal, {
      stream_format: "sse",
      vivavoce: { plan: true },
    });
    for await (const event of sentEvents(reply.body!)) {
      const told = event as { type?: string; audio?: string; error?: { message: string } };
      if (told.error !== undefined) throw new ApiError(500, told.error.message);
      if (told.type === "vivavoce.speech.plan") plan(event as PlanClause);
      else if (told.type === "speech.audio.delta") piece(decodePcm16(told.audio ?? ""));
    }
  }

  /** What the recogniser hears in a sound, word by word. */
  async hear(wav: Blob, signal: AbortSignal): Promise<readonly HeardWord[]> {
    const form = new FormData();
    form.append("model", "whisper-1");
    form.append("file", wav, "take.wav");
    form.append("response_format", "verbose_json");
    form.append("timestamp_granularities[]", "word");
    const body = (await (
      await this.api.ask("/v1/audio/transcriptions", { method: "POST", body: form, signal })
    ).json()) as { words?: HeardWord[] };
    return body.words ?? [];
  }

  private ask(wish: SpeechWish, signal: AbortSignal, more: object = {}): Promise<Response> {
    return this.api.ask("/v1/audio/speech", {
      method: "POST",
      signal,
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({
        model: "vivavoce",
        input: wish.text,
        response_format: "pcm",
        ...(wish.voice === "" ? {} : { voice: wish.voice }),
        ...(wish.speed === undefined ? {} : { speed: wish.speed }),
        ...(wish.instruction === undefined ? {} : { instruction: wish.instruction }),
        ...more,
      }),
    });
  }
}
