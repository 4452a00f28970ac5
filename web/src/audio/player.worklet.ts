// Plays what it is sent, on the audio thread, and says how far it is.
import { PlaybackQueue, type Played } from "./playback_queue.ts";
import { rms } from "./pcm.ts";

declare const registerProcessor: (name: string, type: unknown) => void;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}

export type ToPlayer =
  | { kind: "push"; item: string; samples: Float32Array }
  | { kind: "finish"; item: string }
  | { kind: "flush" };

export type FromPlayer =
  | {
      kind: "progress";
      played: Played | null;
      isPlaying: boolean;
      waiting: number;
      underruns: number;
      level: number;
    }
  | { kind: "flushed"; heard: Played | null };

const PREFILL = 2400; // samples: 100 ms; the server sends 400 ms ahead
const REPORT_EVERY = 8; // blocks of 128: 43 ms

class Player extends AudioWorkletProcessor {
  private readonly queue = new PlaybackQueue(PREFILL);
  private blocks = 0;
  private wasPlaying = false;

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<ToPlayer>) => {
      if (data.kind === "push") this.queue.push(data.item, data.samples);
      else if (data.kind === "finish") this.queue.finish(data.item);
      else this.tell({ kind: "flushed", heard: this.queue.flush() });
    };
  }

  process(_inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const output = outputs[0]?.[0];
    if (output === undefined) return true;
    this.queue.pull(output);
    const changed = this.queue.isPlaying !== this.wasPlaying;
    this.blocks += 1;
    if (changed || (this.queue.isPlaying && this.blocks % REPORT_EVERY === 0)) {
      this.wasPlaying = this.queue.isPlaying;
      this.tell({
        kind: "progress",
        played: this.queue.progress(),
        isPlaying: this.queue.isPlaying,
        waiting: this.queue.waitingSamples,
        underruns: this.queue.underruns,
        level: this.queue.isPlaying ? rms(output) : 0,
      });
    }
    return true;
  }

  private tell(message: FromPlayer): void {
    this.port.postMessage(message);
  }
}

registerProcessor("vivavoce-player", Player);
