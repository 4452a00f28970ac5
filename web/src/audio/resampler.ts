// From the microphone's rate to 24 kHz: a windowed sinc, evaluated where each output sample lies.
// Cheap enough for the audio thread (32 products a sample at 48 kHz), and it keeps its state between
// blocks, so that a block border is not heard.

const ZERO_CROSSINGS = 8; // a side
const PHASES = 256; // of the kernel's table; between two of them it is interpolated

export class Resampler {
  private readonly step: number; // input samples for one output sample
  private readonly reach: number; // input samples on each side
  private readonly kernel: Float32Array;
  private history: Float32Array;
  private position: number; // of the next output, in samples of `history`

  constructor(
    private readonly from: number,
    private readonly to: number,
  ) {
    this.step = from / to;
    const cutoff = Math.min(1, to / from) * 0.94; // of the lower Nyquist frequency; the rest is slope
    this.reach = Math.ceil(ZERO_CROSSINGS / Math.min(1, to / from));
    this.kernel = new Float32Array(this.reach * PHASES + 2);
    for (let i = 0; i < this.kernel.length; ++i) {
      const x = i / PHASES;
      const sinc = x === 0 ? 1 : Math.sin(Math.PI * cutoff * x) / (Math.PI * cutoff * x);
      const window = x >= this.reach ? 0 : 0.5 + 0.5 * Math.cos((Math.PI * x) / this.reach);
      this.kernel[i] = cutoff * sinc * window;
    }
    this.history = new Float32Array(this.reach);
    this.position = this.reach;
  }

  /** Output follows input by `reach` samples, 0.3 ms at 48 kHz. */
  process(input: Float32Array): Float32Array {
    if (this.from === this.to) return input.slice();
    const all = new Float32Array(this.history.length + input.length);
    all.set(this.history);
    all.set(input, this.history.length);
    const last = all.length - this.reach - 1;
    const count = Math.max(0, Math.floor((last - this.position) / this.step) + 1);
    const output = new Float32Array(count);
    for (let n = 0; n < count; ++n) output[n] = this.at(all, this.position + n * this.step);
    this.position += count * this.step;
    const keepFrom = Math.max(0, Math.floor(this.position) - this.reach);
    this.history = all.slice(keepFrom);
    this.position -= keepFrom;
    return output;
  }

  private at(samples: Float32Array, position: number): number {
    let sum = 0;
    const first = Math.ceil(position - this.reach);
    const last = Math.floor(position + this.reach);
    for (let i = first; i <= last; ++i) {
      const place = Math.abs(i - position) * PHASES;
      const index = Math.floor(place);
      const a = this.kernel[index] ?? 0;
      const b = this.kernel[index + 1] ?? 0;
      sum += (samples[i] ?? 0) * (a + (b - a) * (place - index));
    }
    return sum;
  }
}
