// What the clients against the scripted server share: a voice (a tone is one to that server), and
// waiting for something with a deadline.
const RATE = 24000;
const PATIENCE_MS = Number(process.env.VV_PATIENCE_MS ?? 20000);

export const url = process.env.VV_SCRIPTED_WS; // ws://HOST:PORT/v1/realtime

export function sound(ms, voiced) {
  const samples = new Int16Array((RATE * ms) / 1000);
  if (voiced) samples.forEach((_, i) => (samples[i] = 6000 * Math.sin((2 * Math.PI * 200 * i) / RATE)));
  return samples;
}

// Speaks for `ms`, then is silent long enough for the turn to be over; in real time.
export async function speak(push, ms = 1000, silenceMs = 1200) {
  for (let sent = 0; sent < ms + silenceMs; sent += 40) {
    push(sound(40, sent < ms));
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
}

export function check(condition, message) {
  if (!condition) throw new Error(message);
}

// Events as they come; until() waits for the first from here on that fits.
export class Log {
  constructor(patienceMs = PATIENCE_MS) {
    this.patienceMs = patienceMs;
    this.events = [];
    this.read = 0;
    this.wake = () => {};
  }
  add(name, value) {
    this.events.push({ name, value });
    this.wake();
  }
  async until(what, fits = (entry) => entry.name === what) {
    const deadline = Date.now() + this.patienceMs;
    for (;;) {
      while (this.read < this.events.length) {
        const entry = this.events[this.read++];
        if (entry.name === "error") throw new Error(`error: ${JSON.stringify(entry.value)}`);
        if (fits(entry)) return entry.value;
      }
      const left = deadline - Date.now();
      if (left <= 0) {
        const seen = this.events.slice(-12).map((entry) => entry.name);
        throw new Error(`waited in vain for ${what}; the last were ${seen.join(", ")}`);
      }
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, left);
        this.wake = () => (clearTimeout(timer), resolve());
      });
    }
  }
}

export async function main(name, run) {
  try {
    console.log(`PASS ${name}: ${await run()}`);
    process.exit(0);
  } catch (error) {
    console.log(`FAIL ${name}: ${error.stack ?? JSON.stringify(error)}`);
    process.exit(1);
  }
}
