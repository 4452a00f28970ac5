// What every JavaScript client does: hold two spoken turns, break into the second answer, and have
// the third answered; then check what came. The client itself is hidden behind send() and see().
import { readFileSync } from "node:fs";
import { OrderChecker } from "./order_checker.mjs";

const RATE = 24000;
const STEP_MS = 40;
const PATIENCE_MS = Number(process.env.VV_PATIENCE_MS ?? 180000);

// Mono 16-bit WAV at any rate -> Int16Array at 24 kHz, by linear interpolation.
export function readSpeech(path) {
  const bytes = readFileSync(path);
  let at = 12;
  let rate = 0;
  while (bytes.toString("latin1", at, at + 4) !== "data") {
    if (bytes.toString("latin1", at, at + 4) === "fmt ") rate = bytes.readUInt32LE(at + 12);
    at += 8 + bytes.readUInt32LE(at + 4);
  }
  const count = Math.min(bytes.readUInt32LE(at + 4), bytes.length - at - 8) >> 1;
  const sample = (i) => bytes.readInt16LE(at + 8 + 2 * Math.min(i, count - 1));
  const speech = new Int16Array(Math.floor((count * RATE) / rate));
  for (let i = 0; i < speech.length; i++) {
    const x = (i * rate) / RATE;
    const low = Math.floor(x);
    speech[i] = sample(low) * (1 - x + low) + sample(low + 1) * (x - low);
  }
  return speech;
}

// A microphone: real time, silence when nobody speaks.
class Microphone {
  constructor(send) {
    this.send = send;
    this.queue = [];
    this.begun = Date.now();
    this.sent = 0;
    this.timer = setInterval(() => this.tick(), STEP_MS);
  }
  say(speech) {
    for (const sample of speech) this.queue.push(sample);
  }
  tick() {
    const due = Math.floor(((Date.now() - this.begun) * RATE) / 1000);
    const chunk = Int16Array.from(this.queue.splice(0, due - this.sent));
    const padded = new Int16Array(due - this.sent);
    padded.set(chunk);
    this.sent = due;
    if (padded.length === 0) return;
    const audio = Buffer.from(padded.buffer).toString("base64");
    this.send({ type: "input_audio_buffer.append", audio });
  }
  stop() {
    clearInterval(this.timer);
  }
}

// Collects events; next() waits for one, in order of arrival.
export class Inbox {
  constructor(dialect) {
    this.checker = new OrderChecker(dialect);
    this.events = [];
    this.read = 0;
    this.wake = () => {};
  }
  see(event) {
    this.checker.see(event);
    this.events.push(event);
    this.wake();
  }
  async next(what, wanted) {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      while (this.read < this.events.length) {
        const event = this.events[this.read++];
        if (event.type === "error") throw new Error(`server error: ${JSON.stringify(event.error)}`);
        if (wanted(event)) return event;
      }
      const left = deadline - Date.now();
      if (left <= 0) throw new Error(`waited in vain for ${what}`);
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, left);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }
}

const isDone = (event) => event.type === "response.done";
const isAudioDelta = (event) => /^response\.(output_)?audio\.delta$/.test(event.type);
const isTranscriptDone = (event) => /^response\.(output_)?audio_transcript\.done$/.test(event.type);

const describe = (done) =>
  `${done.response.status} ${JSON.stringify(done.response.status_details)}`;

function check(condition, message) {
  if (!condition) throw new Error(message);
}

// The answer with this id: heard, and with words.
function checkSpoken(events, id) {
  let squares = 0;
  let samples = 0;
  for (const event of events.filter((e) => isAudioDelta(e) && e.response_id === id)) {
    const bytes = Buffer.from(event.delta, "base64");
    for (let i = 0; i + 1 < bytes.length; i += 2) squares += (bytes.readInt16LE(i) / 32768) ** 2;
    samples += bytes.length >> 1;
  }
  check(samples > RATE / 5, `answer ${id} has only ${samples} samples`);
  const rms = Math.sqrt(squares / samples);
  check(rms > 0.003, `answer ${id} is silent (RMS ${rms.toFixed(5)})`);
  const words = events.find((e) => isTranscriptDone(e) && e.response_id === id);
  check(words?.transcript.trim().length > 0, `answer ${id} has no transcript`);
  return { seconds: samples / RATE, transcript: words.transcript };
}

// Speaks over the next answer and resolves to the end of the one that was broken into. How long a
// story a small model tells is not what is tested: one that is over before the voice is told is not
// counted, and what was said over it gets a story too.
async function breakIn(inbox, microphone, speech) {
  for (let attempt = 0; attempt < 3; attempt++) {
    await inbox.next("the sound of a long answer", isAudioDelta);
    microphone.say(speech);
    const told = await inbox.next("speech_started at the barge-in",
        (e) => e.type === "input_audio_buffer.speech_started" || e.type === "response.done");
    if (told.type !== "response.done") return inbox.next("the second answer's end", isDone);
    console.log(`a long answer ended (${told.response.status}) before the barge-in was heard`);
  }
  throw new Error("no answer lasted until the barge-in was heard");
}

// `update(instructions)` is the client's own session.update. Resolves to a line about what was
// heard; rejects with what went wrong.
export async function converse({ inbox, send, update, speech, acknowledged = true }) {
  await inbox.next("session.created", (e) => e.type === "session.created");
  const configure = async (instructions) => {
    send(update(instructions));
    if (acknowledged) await inbox.next("session.updated", (e) => e.type === "session.updated");
  };
  await configure("Answer every question in one short English sentence.");
  const microphone = new Microphone(send);
  try {
    microphone.say(speech.first);
    const first = await inbox.next("the first answer", isDone);
    check(first.response.status === "completed", `first answer: ${describe(first)}`);

    await configure("Whatever is said, tell a very long story in English: at least thirty sentences.");
    microphone.say(speech.second);
    const second = await breakIn(inbox, microphone, speech.third);
    check(second.response.status === "cancelled", `second answer: ${describe(second)}`);
    check(second.response.status_details?.reason === "turn_detected",
        `second answer: ${JSON.stringify(second.response.status_details)}`);

    await configure("Answer every question in one short English sentence.");
    const third = await inbox.next("the third answer", isDone);
    check(third.response.status === "completed", `third answer: ${describe(third)}`);
    const heard = [first, third].map((done) => checkSpoken(inbox.events, done.response.id));
    check(inbox.checker.violations.length === 0,
        `order: ${inbox.checker.violations.slice(0, 5).join("; ")}`);
    return `${inbox.events.length} events; heard ${JSON.stringify(heard.map((h) => h.transcript))}`;
  } finally {
    microphone.stop();
  }
}

export async function main(name, run) {
  const [first, second, third] = process.argv.slice(2, 5).map(readSpeech);
  try {
    console.log(`PASS ${name}: ${await run({ first, second, third })}`);
    process.exit(0);
  } catch (error) {
    console.log(`FAIL ${name}: ${error.stack ?? error}`);
    process.exit(1);
  }
}
