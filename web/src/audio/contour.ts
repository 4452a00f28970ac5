// Pitch and loudness of a sound over time, good enough to be drawn: normalised autocorrelation of 40 ms
// every 25 ms, at 8 kHz (the measure of Boersma 1993 without its path search). Pure.

export interface Contour {
  readonly pitch: Float32Array; // Hz; 0 unvoiced
  readonly level: Float32Array; // dBFS
}

export const HOP_MS = 25;
const RATE_HZ = 8000;
const WINDOW = 0.04 * RATE_HZ;
const LOWEST_HZ = 75;
const HIGHEST_HZ = 450;
const VOICED = 0.6; // of the autocorrelation
const QUIET_DB = -50;
const OCTAVE_COST = 0.02; // the shorter of two periods that fit alike

export function contourOf(samples: Int16Array, rateHz: number): Contour {
  const low = lowered(samples, rateHz);
  const hop = (HOP_MS * RATE_HZ) / 1000;
  const longest = Math.floor(RATE_HZ / LOWEST_HZ);
  const frames = Math.max(0, Math.floor((low.length - WINDOW - longest) / hop) + 1);
  const pitch = new Float32Array(frames);
  const level = new Float32Array(frames);
  for (let i = 0; i < frames; ++i) {
    const begin = i * hop;
    level[i] = levelOf(low, begin);
    pitch[i] = level[i]! < QUIET_DB ? 0 : pitchAt(low, begin, longest);
  }
  return { pitch, level };
}

function levelOf(low: Float32Array, begin: number): number {
  let sum = 0;
  for (let n = begin; n < begin + WINDOW; ++n) sum += low[n]! * low[n]!;
  return 10 * Math.log10(Math.max(1e-10, sum / WINDOW));
}

function pitchAt(low: Float32Array, begin: number, longest: number): number {
  const correlation = (lag: number) => {
    let product = 0;
    let one = 1e-9;
    let two = 1e-9;
    for (let n = begin; n < begin + WINDOW; ++n) {
      const a = low[n]!;
      const b = low[n + lag]!;
      product += a * b;
      one += a * a;
      two += b * b;
    }
    return product / Math.sqrt(one * two);
  };
  let best = 0;
  let found = 0;
  for (let lag = Math.ceil(RATE_HZ / HIGHEST_HZ); lag <= longest; ++lag) {
    const score = correlation(lag) - OCTAVE_COST * Math.log2(lag);
    if (score <= best) continue;
    best = score;
    found = lag;
  }
  if (found === 0 || correlation(found) < VOICED) return 0;
  // Between the samples: a parabola through three values.
  const [before, at, after] = [found - 1, found, found + 1].map(correlation) as [
    number,
    number,
    number,
  ];
  const bend = before - 2 * at + after;
  const shift = bend < 0 ? Math.max(-0.5, Math.min(0.5, (0.5 * (before - after)) / bend)) : 0;
  return RATE_HZ / (found + shift);
}

/** Each sample is the mean of those it stands for. */
function lowered(samples: Int16Array, rateHz: number): Float32Array {
  const step = rateHz / RATE_HZ;
  return Float32Array.from({ length: Math.floor(samples.length / step) }, (_, i) => {
    const begin = Math.floor(i * step);
    const end = Math.max(begin + 1, Math.floor((i + 1) * step));
    let sum = 0;
    for (let n = begin; n < end; ++n) sum += samples[n]!;
    return sum / (end - begin) / 32768;
  });
}
