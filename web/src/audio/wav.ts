// A WAV file of 16-bit samples (RIFF, WAVE_FORMAT_PCM). Pure.
import { pcm16OfSamples, RATE } from "./pcm.ts";

const HEADER_BYTES = 44;

/** Channels of one length, each in [-1, 1]; they are interleaved. */
export function wavOf(channels: readonly Float32Array[], rate = RATE): Blob {
  const count = channels.length;
  const frames = channels[0]?.length ?? 0;
  const mixed = new Float32Array(frames * count);
  channels.forEach((channel, c) => {
    for (let i = 0; i < frames; ++i) mixed[i * count + c] = channel[i] ?? 0;
  });
  const data = pcm16OfSamples(mixed);
  const view = new DataView(new ArrayBuffer(HEADER_BYTES));
  const text = (at: number, word: string) =>
    [...word].forEach((char, i) => view.setUint8(at + i, char.charCodeAt(0)));
  text(0, "RIFF");
  view.setUint32(4, HEADER_BYTES - 8 + data.length, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, count, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * count * 2, true);
  view.setUint16(32, count * 2, true);
  view.setUint16(34, 16, true);
  text(36, "data");
  view.setUint32(40, data.length, true);
  return new Blob([view.buffer, data], { type: "audio/wav" });
}
