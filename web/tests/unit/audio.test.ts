import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesOfBase64, decodePcm16, encodePcm16, msOfPcm16, rms } from "../../src/audio/pcm.ts";
import { PlaybackQueue } from "../../src/audio/playback_queue.ts";
import { Resampler } from "../../src/audio/resampler.ts";

const ones = (count: number) => new Float32Array(count).fill(1);

function pull(queue: PlaybackQueue, count: number): number[] {
  const output = new Float32Array(count);
  queue.pull(output);
  return [...output];
}

function sine(hz: number, rate: number, seconds: number): Float32Array {
  return Float32Array.from({ length: rate * seconds }, (_, i) =>
    Math.sin((2 * Math.PI * hz * i) / rate),
  );
}

function resampled(input: Float32Array, from: number, to: number, block: number): Float32Array {
  const resampler = new Resampler(from, to);
  const pieces: number[] = [];
  for (let i = 0; i < input.length; i += block)
    pieces.push(...resampler.process(input.subarray(i, i + block)));
  return Float32Array.from(pieces);
}

test("samples survive the wire within one step and are clipped at full scale", () => {
  const back = decodePcm16(encodePcm16(Float32Array.of(0, 0.5, -0.5, 1, -1, 3, -3)));
  [0, 0.5, -0.5, 1, -1, 1, -1].forEach((value, i) =>
    assert.ok(Math.abs(back[i]! - value) < 1 / 16000),
  );
});

test("an odd byte at the end is left out", () => {
  assert.equal(decodePcm16(btoa("abc")).length, 1);
});

test("the size of base64 is known without decoding", () => {
  for (const text of ["", "a", "ab", "abc", "abcd"])
    assert.equal(bytesOfBase64(btoa(text)), text.length);
  assert.equal(msOfPcm16(48000), 1000);
});

test("the level of a full sine is -3 dB", () => {
  assert.ok(Math.abs(rms(sine(100, 24000, 1)) - Math.SQRT1_2) < 1e-3);
});

for (const from of [16000, 24000, 44100, 48000, 96000]) {
  test(`a tone keeps its height and loudness from ${from} Hz`, () => {
    const output = resampled(sine(1000, from, 0.5), from, 24000, 128);
    assert.ok(Math.abs(output.length - 12000) < 40);
    const middle = output.subarray(1000, 11000);
    assert.ok(Math.abs(rms(middle) - Math.SQRT1_2) < 0.005, String(rms(middle)));
    let crossings = 0;
    for (let i = 1; i < middle.length; ++i)
      crossings += middle[i - 1]! < 0 && middle[i]! >= 0 ? 1 : 0;
    assert.ok(Math.abs(crossings - 416.7) <= 1.5, String(crossings));
  });
}

test("what lies above the new Nyquist frequency is taken out", () => {
  assert.ok(rms(resampled(sine(16000, 48000, 0.5), 48000, 24000, 128).subarray(100)) < 0.01);
});

test("blocks of any size give the same samples", () => {
  const input = sine(440, 44100, 0.2);
  const whole = resampled(input, 44100, 24000, input.length);
  const pieces = resampled(input, 44100, 24000, 128);
  assert.equal(whole.length, pieces.length);
  whole.forEach((value, i) => assert.ok(Math.abs(value - pieces[i]!) < 1e-4));
});

test("sound starts only when the buffer is filled", () => {
  const queue = new PlaybackQueue(100);
  queue.push("a", ones(99));
  assert.deepEqual(pull(queue, 2), [0, 0]);
  queue.push("a", ones(1));
  assert.deepEqual(pull(queue, 2), [1, 1]);
});

test("a reply shorter than the buffer is played once it is complete", () => {
  const queue = new PlaybackQueue(100);
  queue.push("a", ones(2));
  queue.finish("a");
  assert.deepEqual(pull(queue, 3), [1, 1, 0]);
  assert.equal(queue.underruns, 0);
});

test("a hole inside a reply is an underrun, the end of one is none", () => {
  const queue = new PlaybackQueue(2);
  queue.push("a", ones(2));
  pull(queue, 4);
  assert.equal(queue.underruns, 1);
  pull(queue, 4); // still the same hole
  assert.equal(queue.underruns, 1);
  queue.push("a", ones(2));
  queue.finish("a");
  pull(queue, 4);
  assert.equal(queue.underruns, 1);
});

test("flush is silent at once and tells the item and the sample", () => {
  const queue = new PlaybackQueue(1);
  queue.push("a", ones(50));
  queue.push("b", ones(50));
  pull(queue, 60);
  assert.deepEqual(queue.flush(), { item: "b", samples: 10 });
  assert.deepEqual(pull(queue, 2), [0, 0]);
  assert.equal(queue.flush(), null);
  assert.equal(queue.underruns, 0);
});

test("progress follows the item that is heard", () => {
  const queue = new PlaybackQueue(1);
  assert.equal(queue.progress(), null);
  queue.push("a", ones(3));
  queue.push("b", ones(3));
  pull(queue, 2);
  assert.deepEqual(queue.progress(), { item: "a", samples: 2 });
  pull(queue, 2);
  assert.deepEqual(queue.progress(), { item: "b", samples: 1 });
  assert.equal(queue.waitingSamples, 2);
});
