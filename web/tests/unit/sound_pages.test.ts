import assert from "node:assert/strict";
import { test } from "node:test";
import { encodePcm16, RATE } from "../../src/audio/pcm.ts";
import { wavOf } from "../../src/audio/wav.ts";
import { levelArea, pitchLine, trackOf } from "../../src/conversations/track.ts";
import { contourOf } from "../../src/audio/contour.ts";
import { type KeptTurn, layout, mix, subtitles, toJson } from "../../src/conversations/record.ts";
import { type FinishedTurn, TurnRecorder } from "../../src/conversations/turn_recorder.ts";
import {
  loudnessPath,
  medianPitch,
  type PlanClause,
  pitchPath,
  pitchRange,
  planOf,
} from "../../src/lab/plan.ts";
import { joined, peaks, Take, withCue } from "../../src/lab/take.ts";
import { sentEvents } from "../../src/server/sse.ts";
import type { WireEvent } from "../../src/realtime/events.ts";
import { readReport, ticks } from "../../src/reports/report.ts";
import { sharesOf } from "../../src/reports/shares.ts";
import { ApiError } from "../../src/server/api.ts";
import { SpeechApi } from "../../src/server/speech.ts";
import { Conversation } from "../../src/talk/conversation.ts";
import { type Greet, Greeting } from "../../src/talk/greeting.ts";
import { defaults } from "../../src/settings.ts";
import { LATENCY_REPORT } from "../support/fake_api.ts";

test("a wav file says how long it is and holds the samples of both channels in turn", async () => {
  const wav = wavOf([new Float32Array([1, 0]), new Float32Array([-1, 0.5])]);
  const view = new DataView(await wav.arrayBuffer());
  assert.equal(view.byteLength, 44 + 8);
  assert.equal(view.getUint32(4, true), 36 + 8);
  assert.equal(view.getUint16(22, true), 2);
  assert.equal(view.getUint32(24, true), RATE);
  assert.deepEqual(
    [0, 2, 4, 6].map((at) => view.getInt16(44 + at, true)),
    [32767, -32768, 0, 16384],
  );
});

test("a drawing keeps the loudest of each part; no sample is lost when pieces are joined", () => {
  assert.deepEqual(
    peaks(new Float32Array([0.1, -0.5, 0.2, 0, 0, 2]), 3),
    [0.5, 0.2, 1].map((x) => Math.fround(x)),
  );
  assert.deepEqual(peaks(new Float32Array(0), 2), [0, 0]);
  assert.deepEqual([...joined([new Float32Array([1]), new Float32Array([2, 3])])], [1, 2, 3]);
});

test("a cue stands in the brackets and between the spaces of its language", () => {
  assert.deepEqual(withCue("Oh no.", 2, "pause"), { text: "Oh (pause) no.", end: 10 });
  assert.deepEqual(withCue("", 0, "softly"), { text: "(softly) ", end: 9 });
  assert.deepEqual(withCue("下雨了。", 4, "停顿"), { text: "下雨了。（停顿）", end: 8 });
});

const speechOf = (speakWithPlan: SpeechApi["speakWithPlan"]) =>
  ({ speakWithPlan }) as unknown as SpeechApi;

const CLAUSE: PlanClause = {
  text: "Hi.",
  start_ms: 0,
  end_ms: 500,
  words: [{ text: "Hi", start_ms: 100, end_ms: 400 }],
  phonemes: [],
  marks: [{ text: "laugh", start_ms: 400, end_ms: 500 }],
  curve: {
    ms: [0, 100, 200, 300, 400],
    model_pitch_hz: [0, 100, 100, 0, 100],
    pitch_hz: [0, 200, 400, 0, 200],
    loudness_db: [0, 6, 24, -24, 0],
  },
};

test("a plan is drawn in equal steps of pitch, with gaps where there is no voice", () => {
  const plan = planOf([CLAUSE, { ...CLAUSE, curve: { ...CLAUSE.curve, ms: [] } }]);
  assert.equal(plan.words.length, 2);
  assert.equal(plan.curves.length, 1, "a clause without curves draws none");
  const range = pitchRange([plan])!;
  assert.deepEqual(range, { low: 100, high: 400 });
  assert.equal(pitchPath(plan, "pitch_hz", range, 0.1), "M10.0 50.0L20.0 0.0M40.0 50.0");
  assert.equal(
    loudnessPath(plan, 0.1),
    "M0.0 50.0L0.0 50.0L10.0 25.0L20.0 0.0L30.0 100.0L40.0 50.0L40.0 50.0Z",
  );
  assert.equal(medianPitch(plan), 200);
  const whisper = planOf([{ ...CLAUSE, curve: { ...CLAUSE.curve, pitch_hz: [], model_pitch_hz: [] } }]);
  assert.equal(pitchRange([whisper]), null);
  const flat = { ...CLAUSE.curve, pitch_hz: [200], model_pitch_hz: [200] };
  const { low, high } = pitchRange([planOf([{ ...CLAUSE, curve: flat }])])!;
  assert.ok(Math.abs(12 * Math.log2(high / low) - 6) < 1e-9, "a flat voice is drawn flat");
});

test("events of a stream are read wherever its pieces end", async () => {
  const bytes = new TextEncoder().encode('data: {"a": "很"}\n\ndata: {"b": 2}\n\ndata: [DONE]\n\n');
  for (const size of [1, 7, 500]) {
    const body = new ReadableStream<Uint8Array>({
      start(stream) {
        for (let at = 0; at < bytes.length; at += size) stream.enqueue(bytes.slice(at, at + size));
        stream.close();
      },
    });
    const events: unknown[] = [];
    for await (const event of sentEvents(body)) events.push(event);
    assert.deepEqual(events, [{ a: "很" }, { b: 2 }]);
  }
});

function hum(hz: number, seconds: number, level = 0.3): Int16Array {
  return Int16Array.from({ length: RATE * seconds }, (_, i) => {
    const phase = (2 * Math.PI * hz * i) / RATE;
    return 32767 * level * (Math.sin(phase) + 0.4 * Math.sin(2 * phase) + 0.2 * Math.sin(3 * phase));
  });
}

test("pitch and level of tones are found; noise and silence have no pitch", () => {
  for (const hz of [90, 130, 220, 330, 420]) {
    const { pitch } = contourOf(hum(hz, 0.5), RATE);
    assert.ok(pitch.length >= 16, String(pitch.length));
    for (const found of pitch) assert.ok(Math.abs(found / hz - 1) < 0.02, `${found} for ${hz}`);
  }
  const quiet = contourOf(hum(200, 0.5, 0.001), RATE);
  assert.ok(quiet.pitch.every((hz) => hz === 0) && quiet.level.every((db) => db < -50));
  let seed = 1;
  const noise = Int16Array.from({ length: RATE }, () => {
    seed = (seed * 16807) % 2147483647;
    return (seed / 2147483647 - 0.5) * 20000;
  });
  const voiced = contourOf(noise, RATE).pitch.filter((hz) => hz > 0).length;
  assert.ok(voiced <= 2, `${voiced} frames of noise`);
  assert.equal(contourOf(new Int16Array(10), RATE).pitch.length, 0);
});

test("the track stands on the replay's clock, each side with its own line; it can be stopped", async () => {
  const turn = (role: "user" | "assistant", startMs: number, sound: Int16Array | null): KeptTurn => ({
    conversation: "c",
    seq: startMs,
    role,
    text: "x",
    state: "final",
    startMs,
    sound,
  });
  const placed = layout([
    turn("user", 0, hum(120, 1)),
    turn("assistant", 1200, hum(240, 1)),
    turn("user", 2300, null),
  ]);
  const track = (await trackOf(placed, new AbortController().signal))!;
  assert.deepEqual(
    track.parts.map(({ role, beginMs }) => [role, beginMs]),
    [
      ["user", 0],
      ["assistant", 1200],
    ],
  );
  assert.ok(track.low > 100 && track.low < 120 && track.high > 240 && track.high < 260);
  assert.match(pitchLine(track.parts[1]!, track, 0.1), /^M120\.0 \d+\.\dL122\.5 /);
  assert.match(levelArea(track.parts[0]!, 0.1), /^M0\.0 100\.0L0\.0 .*Z$/);
  assert.equal(await trackOf(placed, AbortSignal.abort()), null);
  assert.equal(await trackOf(placed.slice(2), new AbortController().signal), null);
});

test("a take knows its times; a newer one ends the older; a refusal is told", async () => {
  let now = 0;
  const take = new Take(
    "A",
    speechOf(async ({ text, instruction }, piece, plan, signal) => {
      assert.equal(instruction, "night");
      if (text === "slow") await new Promise((done) => setTimeout(done, 5));
      if (signal.aborted) throw new DOMException("", "AbortError");
      if (text === "bad") throw new ApiError(400, "no such voice");
      now += 40;
      if (text === "new") plan(CLAUSE);
      piece(new Float32Array(RATE / 2));
      now += 60;
      piece(new Float32Array(RATE / 2));
    }),
    () => now,
  );
  take.choices.scene = "night";
  const old = take.make("slow");
  await take.make("new");
  await old;
  assert.deepEqual([take.state, take.seconds, take.firstMs, take.wholeMs], ["ready", 1, 40, 100]);
  assert.deepEqual(take.plan?.words, CLAUSE.words);
  await take.make("bad");
  assert.deepEqual([take.state, take.trouble, take.seconds], ["failed", "no such voice", 0]);
  assert.equal(take.plan, null);
});

const turn = (
  seq: number,
  role: KeptTurn["role"],
  startMs: number,
  seconds: number,
  text = `t${seq}`,
): KeptTurn => ({
  conversation: "c",
  seq,
  role,
  text,
  state: "final",
  startMs,
  sound: seconds === 0 ? null : new Int16Array(seconds * RATE).fill(16384),
});

test("a replay shortens long pauses, keeps short ones and overlaps", () => {
  const placed = layout([
    turn(0, "user", 0, 1),
    turn(1, "assistant", 1400, 2),
    turn(2, "user", 3000, 1), // broke in
    turn(3, "assistant", 60000, 1),
  ]);
  assert.deepEqual(
    placed.map(({ beginMs, endMs }) => [beginMs, endMs]),
    [
      [0, 1000],
      [1400, 3400],
      [3000, 4000],
      [5000, 6000],
    ],
  );
  const [left, right] = mix(placed);
  assert.equal(left.length, 6 * RATE);
  const at = (ms: number) => [left[(ms * RATE) / 1000], right[(ms * RATE) / 1000]];
  assert.deepEqual(
    [at(500), at(1200), at(3200), at(5500)],
    [
      [0.5, 0],
      [0, 0],
      [0.5, 0.5],
      [0, 0.5],
    ],
  );
});

test("subtitles and JSON say who said what, when", () => {
  const placed = layout([
    turn(0, "user", 0, 1, "Hi\nthere"),
    turn(1, "assistant", 3_700_000, 0, "你好"),
    turn(2, "user", 3_700_100, 1, ""),
  ]);
  const srt = subtitles(placed, { user: "You", assistant: "Mo" });
  assert.equal(
    srt,
    "1\n00:00:00,000 --> 00:00:01,000\nYou: Hi there\n\n2\n00:00:02,000 --> 00:00:03,500\nMo: 你好\n",
  );
  const json = JSON.parse(
    toJson(
      { id: "c", startedAt: 0, persona: "mo", name: "Mo", turns: 3, seconds: 1, bytes: 1 },
      placed,
    ),
  );
  assert.deepEqual(json.turns[1], {
    role: "assistant",
    text: "你好",
    state: "final",
    start_ms: 3700000,
    sound_ms: null,
    replay_ms: [2000, 3500],
  });
});

class Recording {
  now = 1000;
  readonly kept: FinishedTurn[] = [];
  readonly conversation = new Conversation();
  readonly recorder = new TurnRecorder(
    this.conversation,
    (one) => this.kept.push(one),
    () => this.now,
  );

  hear(ms: number): void {
    for (let left = ms; left > 0; left -= 20) {
      this.now += 20;
      this.recorder.onMicrophone(new Float32Array((20 * RATE) / 1000).fill(0.25));
    }
  }
  event(event: WireEvent): void {
    this.conversation.apply(event);
    this.recorder.onEvent(event);
    this.recorder.settle((entry) => this.conversation.sounds(entry.id));
  }
}
const item = "u";
const said = (transcript: string): WireEvent => ({
  type: "conversation.item.input_audio_transcription.completed",
  item_id: item,
  transcript,
});

test("a spoken turn is kept from a little before it began, and silence is not", () => {
  const recording = new Recording();
  recording.hear(5000);
  recording.event({ type: "input_audio_buffer.speech_started", item_id: item, audio_start_ms: 0 });
  recording.hear(1000);
  recording.event({ type: "input_audio_buffer.speech_stopped", item_id: item, audio_end_ms: 0 });
  recording.hear(3000);
  recording.event(said("Hello."));
  const [first] = recording.kept;
  assert.equal(first?.text, "Hello.");
  assert.equal(first?.startMs, 0);
  const seconds = first!.sound!.length / RATE;
  assert.ok(seconds > 1.5 && seconds < 1.7, String(seconds));
  assert.equal(first!.sound![0], Math.round(0.25 * 32767));
});

test("of a reply that was cut only what was heard is kept, its words and its sound", () => {
  const recording = new Recording();
  const at = { response_id: "r", item_id: "a" };
  recording.event({ type: "response.created", response: { id: "r", status: "in_progress" } });
  recording.event({
    type: "response.output_audio_transcript.delta",
    ...at,
    delta: "one two three four",
  });
  const second = new Float32Array(RATE).fill(0.1);
  for (let i = 0; i < 4; ++i) {
    recording.event({ type: "response.output_audio.delta", ...at, delta: encodePcm16(second) });
    recording.recorder.onReplySound("a", second);
  }
  recording.event({ type: "response.output_audio.done", ...at });
  recording.conversation.setPlayed("a", RATE);
  recording.conversation.cut();
  recording.event({ type: "response.done", response: { id: "r", status: "cancelled" } });
  assert.equal(recording.kept.length, 1);
  assert.deepEqual([recording.kept[0]!.state, recording.kept[0]!.sound!.length], ["cut", RATE]);
  assert.ok(recording.kept[0]!.text.startsWith("one") && !recording.kept[0]!.text.includes("four"));
});

test("a reply is kept once it was heard to its end; a written turn has no sound", () => {
  const recording = new Recording();
  recording.conversation.addTyped("w", "Write to me.");
  recording.event({
    type: "conversation.item.added",
    item: { id: "w", type: "message", role: "user" },
    previous_item_id: null,
  });
  assert.deepEqual([recording.kept[0]?.text, recording.kept[0]?.sound], ["Write to me.", null]);
  const at = { response_id: "r", item_id: "a" };
  recording.event({ type: "response.output_audio_transcript.delta", ...at, delta: "Yes." });
  recording.event({
    type: "response.output_audio.delta",
    ...at,
    delta: encodePcm16(new Float32Array(RATE)),
  });
  recording.recorder.onReplySound("a", new Float32Array(RATE));
  recording.event({ type: "response.done", response: { id: "r", status: "completed" } });
  assert.equal(recording.kept.length, 1, "its sound is still heard");
  recording.conversation.setPlayed("a", RATE);
  recording.recorder.settle((entry) => recording.conversation.sounds(entry.id));
  assert.equal(recording.kept[1]?.text, "Yes.");
});

test("a latency report is read with its stages in order; any other by its shape", () => {
  const report = readReport(JSON.stringify(LATENCY_REPORT));
  assert.ok(report?.kind === "latency");
  assert.deepEqual(
    report.stages.map(({ stage }) => stage),
    ["end_of_turn", "asr_final", "first_token", "first_audio"],
  );
  assert.equal(report.points.length, 8);
  assert.equal(report.machine, "Zen 3 · 2 CPU");
  const other = readReport(
    '{"eval": "persona", "command": "x", "summary": {"rate": 0.5}, "cases": [{"id": 1, "ok": true, "odd": {"a": [1]}}]}',
  );
  assert.ok(other?.kind === "generic");
  assert.deepEqual(other.numbers, [{ name: "summary.rate", value: 0.5 }]);
  assert.deepEqual(other.tables[0], {
    name: "cases",
    columns: ["id", "ok", "odd"],
    rows: [["1", "true", '{"a":[1]}']],
    left: 0,
  });
});

test("shares with their intervals are found wherever a report has them", () => {
  const share = { count: 1, of: 10, low: 0.02, high: 0.4 };
  const persona = { count: 3, of: 4, low: 0.3, high: 0.95 };
  const right = { count: 9, of: 12, low: 0.5, high: 0.9 };
  assert.deepEqual(
    sharesOf({
      evaluation: "x",
      table: [{ kind: "pause", language: "zh", recorded: true, condition: "0.5 s", cut_in: share }],
      runs: [{ persona: "xiao_yue", guard: "on", attacks: { task: { out_of_character: persona } } }],
      rows: [{ part: "held-out", expression: "sad", right }],
    }),
    [
      {
        measure: "cut_in",
        shares: [{ label: "pause · zh · recorded · 0.5 s", ...share }],
      },
      {
        measure: "out_of_character",
        shares: [
          { label: "xiao_yue · on · attacks · task", count: 3, of: 4, low: 0.3, high: 0.95 },
        ],
      },
      {
        measure: "right",
        shares: [{ label: "held-out · sad", count: 9, of: 12, low: 0.5, high: 0.9 }],
      },
    ],
  );
  for (const odd of [
    { a: { count: 11, of: 10, low: 0, high: 1 } },
    { a: { count: 1, of: 0, low: 0, high: 1 } },
    { a: { count: 1, of: 2, low: 0.9, high: 0.1 } },
    { a: { count: "1", of: 2, low: 0, high: 1 } },
    { a: { count: 1, of: 2 } },
  ])
    assert.deepEqual(sharesOf(odd), [], JSON.stringify(odd));
  const table = readReport(JSON.stringify({ rows: [{ kind: "pause", right: share }] }));
  assert.ok(table?.kind === "generic");
  assert.deepEqual(table.tables[0]?.rows, [["pause", "1/10"]]);
  const many = sharesOf({ rows: Array.from({ length: 1000 }, () => ({ a: share })) });
  assert.equal(many[0]?.shares.length, 200);
});

test("hostile reports are refused or read as far as they go", () => {
  for (const text of ["", "[]", "3", "null", "{", '"x"'])
    assert.equal(readReport(text), null, text);
  assert.equal(readReport('{"benchmark": "latency", "summary": 3}')?.kind, "generic");
  const odd = readReport(
    '{"benchmark": "latency", "summary": {"stages_ms": {"a": 1, "b": {"p50": "x"}}}, "answers": [1, {"answered": true}]}',
  );
  assert.ok(odd?.kind === "latency");
  assert.deepEqual([odd.stages, odd.points], [[{ stage: "b", p50: 0, p95: 0 }], []]);
  const many = readReport(
    JSON.stringify({ rows: Array.from({ length: 1000 }, (_, i) => ({ i })) }),
  );
  assert.ok(
    many?.kind === "generic" && many.tables[0]?.rows.length === 100 && many.tables[0].left === 900,
  );
});

test("the steps of an axis are round, and few", () => {
  assert.deepEqual(ticks(1340), [0, 500, 1000]);
  assert.deepEqual(ticks(0), [0]);
  assert.ok(ticks(0.07).length <= 8);
});

function greeter(words: string, pieces: number) {
  const conversation = new Conversation();
  const sent: WireEvent[] = [];
  const played: string[] = [];
  const greet: Greet = {
    words: async () => words,
    speak: async (_, __, piece, signal) => {
      for (let i = 0; i < pieces && !signal.aborted; ++i) piece(new Float32Array(RATE));
    },
  };
  const greeting = new Greeting(greet, {
    conversation,
    send: (event) => (sent.push(event), true),
    play: (id) => played.push(id),
    finish: () => {},
    changed: () => {},
  });
  return { conversation, sent, played, greeting };
}
const settle = () => new Promise((done) => setTimeout(done, 0));

test("a greeting is shown, played, and told to the session as the character's words", async () => {
  const { conversation, sent, played, greeting } = greeter("Hello, you!", 2);
  greeting.start(defaults(["en"]));
  await settle();
  assert.deepEqual(
    conversation.entries.map(({ role, text, state }) => [role, text, state]),
    [["assistant", "Hello, you!", "final"]],
  );
  assert.equal(played.length, 2);
  assert.equal((sent[0]!["item"] as { role: string }).role, "assistant");
});

test("who speaks first is not greeted; a greeting that is cut is told as far as it was heard", async () => {
  const first = greeter("Hello, you!", 2);
  first.conversation.addTyped("w", "Me first.");
  first.greeting.start(defaults(["en"]));
  await settle();
  assert.deepEqual([first.played.length, first.sent.length], [0, 0]);

  const { conversation, sent, greeting } = greeter("One two three four five six", 4);
  greeting.start(defaults(["en"]));
  await settle();
  const entry = conversation.entries[0]!;
  conversation.setPlayed(entry.id, RATE);
  conversation.cut();
  assert.ok(greeting.cut(entry));
  assert.deepEqual(
    sent.map(({ type }) => type),
    ["conversation.item.create", "conversation.item.delete", "conversation.item.create"],
  );
  assert.match(JSON.stringify(sent[2]), /One two/);
  assert.doesNotMatch(JSON.stringify(sent[2]), /six/);
});

test("without its sound there is no greeting", async () => {
  const none = greeter("", 2);
  none.greeting.start(defaults(["en"]));
  const mute = greeter("Hello", 0);
  mute.greeting.start(defaults(["en"]));
  await settle();
  assert.equal(none.conversation.entries.length + mute.conversation.entries.length, 0);
});
