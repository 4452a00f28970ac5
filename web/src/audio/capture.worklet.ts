// The microphone on the audio thread: resampled to 24 kHz, in pieces of 40 ms, each with its level.
import { RATE, rms } from "./pcm.ts";
import { Resampler } from "./resampler.ts";

declare const registerProcessor: (name: string, type: unknown) => void;
declare const sampleRate: number;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}

export interface CapturedPiece {
  readonly samples: Float32Array;
  readonly level: number; // root mean square
}

const PIECE = 960; // samples: 40 ms

class Capture extends AudioWorkletProcessor {
  private readonly resampler = new Resampler(sampleRate, RATE);
  private piece = new Float32Array(PIECE);
  private filled = 0;

  process(inputs: Float32Array[][]): boolean {
    const input = inputs[0]?.[0];
    if (input === undefined) return true; // no track yet
    for (const sample of this.resampler.process(input)) {
      this.piece[this.filled++] = sample;
      if (this.filled < PIECE) continue;
      const message: CapturedPiece = { samples: this.piece, level: rms(this.piece) };
      this.port.postMessage(message, [this.piece.buffer]);
      this.piece = new Float32Array(PIECE);
      this.filled = 0;
    }
    return true;
  }
}

registerProcessor("vivavoce-capture", Capture);
