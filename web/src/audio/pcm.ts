// Samples on the wire: 16-bit little-endian in base64.

export const RATE = 24000; // Hz, both directions

const CHUNK = 0x8000; // arguments that String.fromCharCode takes safely

export function encodePcm16(samples: Float32Array): string {
  const bytes = pcm16OfSamples(samples);
  let text = "";
  for (let i = 0; i < bytes.length; i += CHUNK) {
    text += String.fromCharCode(...bytes.subarray(i, i + CHUNK));
  }
  return btoa(text);
}

/** An odd last byte is left out; a text that is not base64 throws. */
export function decodePcm16(base64: string): Float32Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; ++i) bytes[i] = text.charCodeAt(i);
  return samplesOfPcm16(bytes);
}

/** An odd last byte is left out. */
export function samplesOfPcm16(bytes: Uint8Array): Float32Array<ArrayBuffer> {
  const samples = new Float32Array(bytes.length >> 1);
  for (let i = 0; i < samples.length; ++i) {
    const value = bytes[2 * i]! | (bytes[2 * i + 1]! << 8);
    samples[i] = ((value << 16) >> 16) / 32768;
  }
  return samples;
}

/** 16-bit little-endian. */
export function pcm16OfSamples(samples: Float32Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(samples.length * 2);
  const view = new DataView(bytes.buffer);
  samples.forEach((sample, i) => {
    const clipped = Math.max(-1, Math.min(1, sample));
    view.setInt16(2 * i, Math.round(clipped * (clipped < 0 ? 32768 : 32767)), true);
  });
  return bytes;
}

/** Without decoding. */
export function bytesOfBase64(base64: string): number {
  const padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
  return Math.max(0, Math.floor((base64.length * 3) / 4) - padding);
}

export function msOfPcm16(bytes: number): number {
  return (bytes / 2 / RATE) * 1000;
}

export function rms(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return samples.length === 0 ? 0 : Math.sqrt(sum / samples.length);
}
