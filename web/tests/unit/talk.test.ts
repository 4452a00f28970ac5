import assert from "node:assert/strict";
import { test } from "node:test";
import { encodePcm16 } from "../../src/audio/pcm.ts";
import type { WireEvent } from "../../src/realtime/events.ts";
import { defaults, restore, type Settings } from "../../src/settings.ts";
import { Conversation } from "../../src/talk/conversation.ts";
import { type Perception, tagsOf } from "../../src/talk/heard.ts";
import { reached } from "../../src/talk/meant.ts";
import { LatencyBook, segments, wholeMs } from "../../src/talk/latency.ts";
import { endOfWord, Reveal, startOfWord } from "../../src/talk/reveal.ts";
import { allowsMoods, sessionUpdate } from "../../src/talk/session_update.ts";
import { type Facts, talkState } from "../../src/talk/state.ts";

const SECOND = encodePcm16(new Float32Array(24000));
const text = (delta: string): WireEvent => ({
  type: "response.output_audio_transcript.delta",
  response_id: "r",
  item_id: "a",
  delta,
});
const sound = (): WireEvent => ({
  type: "response.output_audio.delta",
  response_id: "r",
  item_id: "a",
  delta: SECOND,
});
const done = (status: string): WireEvent => ({
  type: "response.done",
  response: { id: "r", status },
});

function play(conversation: Conversation, ...events: WireEvent[]): void {
  for (const event of events) conversation.apply(event);
}

test("words are shown when they were heard, never half of one", () => {
  const reveal = new Reveal(100);
  reveal.addText("one two ");
  reveal.addSound(100);
  reveal.addText("three four");
  reveal.addSound(100);
  reveal.end();
  const heard = [0, 10, 60, 100, 120, 170, 200].map((at) =>
    reveal.text.slice(0, reveal.heard(at)).trim(),
  );
  assert.deepEqual(heard, [
    "",
    "one",
    "one two",
    "one two",
    "one two three",
    "one two three four",
    "one two three four",
  ]);
});

test("the end of the newest clause is estimated while its sound is still coming", () => {
  const reveal = new Reveal(1000);
  reveal.addText("fifteen letters and fifteen more"); // two seconds
  reveal.addSound(400);
  assert.equal(reveal.text.slice(0, reveal.heard(300)), "fifteen");
});

test("Chinese is revealed by the character, punctuation with what it follows", () => {
  assert.equal(endOfWord("你好，世界", 0.5), 1);
  assert.equal(endOfWord("你好，世界", 1.5), 3);
  assert.equal(startOfWord("say hello", 9), 4);
});

test("a spoken turn becomes two entries, in order", () => {
  const conversation = new Conversation();
  play(
    conversation,
    { type: "input_audio_buffer.speech_started", item_id: "u", audio_start_ms: 0 },
    { type: "conversation.item.input_audio_transcription.delta", item_id: "u", delta: "Hel" },
  );
  assert.equal(conversation.entries[0]?.text, "Hel");
  play(
    conversation,
    {
      type: "conversation.item.input_audio_transcription.completed",
      item_id: "u",
      transcript: " Hello. ",
    },
    { type: "response.created", response: { id: "r", status: "in_progress" } },
    text("Hi there."),
    sound(),
  );
  assert.equal(conversation.activeResponse, "r");
  play(
    conversation,
    { type: "response.output_audio.done", response_id: "r", item_id: "a" },
    done("completed"),
  );
  conversation.setPlayed("a", 24000);
  assert.deepEqual(
    conversation.entries.map((entry) => [entry.role, entry.state, conversation.shown(entry)]),
    [
      ["user", "final", "Hello."],
      ["assistant", "final", "Hi there."],
    ],
  );
  assert.equal(conversation.isSounding, false);
});

test("a barge-in cuts the reply at what was heard, and later words do not undo it", () => {
  const conversation = new Conversation();
  play(conversation, text("One two three four. "), sound(), done("completed"));
  conversation.setPlayed("a", 9600);
  assert.deepEqual(
    conversation.cut().map((entry) => entry.id),
    ["a"],
  );
  conversation.setPlayed("a", 24000);
  const [entry] = conversation.entries;
  assert.equal(entry?.state, "cut");
  assert.equal(conversation.shown(entry!).trim(), "One two");
  assert.deepEqual(conversation.remembered(), [{ role: "assistant", text: "One two" }]);
  assert.deepEqual(conversation.cut(), []);
});

test("the words of a reply that was cut before its sound was sent are not all shown", () => {
  const conversation = new Conversation();
  play(conversation, text("Fifteen letters and fifteen more and even more than that. "), sound());
  conversation.cut();
  play(
    conversation,
    { type: "response.output_audio.done", response_id: "r", item_id: "a" },
    done("cancelled"),
  );
  const entry = conversation.entries[0]!;
  entry.played = 12000;
  assert.equal(conversation.shown(entry).trim(), "Fifteen");
});

test("a reply that was fully heard is not cut", () => {
  const conversation = new Conversation();
  play(conversation, text("One."), sound(), done("completed"));
  conversation.setPlayed("a", 24000);
  assert.deepEqual(conversation.cut(), []);
});

test("speech of which nothing was understood says so", () => {
  const conversation = new Conversation();
  play(conversation, {
    type: "conversation.item.input_audio_transcription.completed",
    item_id: "u",
    transcript: " ",
  });
  assert.equal(conversation.entries[0]?.state, "failed");
  assert.deepEqual(conversation.remembered(), []);
});

test("a lost socket ends what was under way and tells whether there was any", () => {
  const conversation = new Conversation();
  assert.equal(conversation.lose(), false);
  play(
    conversation,
    { type: "response.created", response: { id: "r", status: "in_progress" } },
    text("One"),
  );
  assert.equal(conversation.lose(), true);
  assert.equal(conversation.entries[0]?.state, "cut");
  assert.equal(conversation.activeResponse, "");
});

test("the conversation does not grow without end", () => {
  const conversation = new Conversation();
  for (let i = 0; i < 500; ++i) conversation.addTyped(`t${i}`, "x");
  assert.equal(conversation.entries.length, 200);
  assert.equal(conversation.remembered().length, 24);
});

test("latency counts from speech stopped, and each sign once", () => {
  const book = new LatencyBook();
  book.apply({ type: "input_audio_buffer.speech_stopped", item_id: "u", audio_end_ms: 0 }, 1000);
  book.apply(
    {
      type: "conversation.item.input_audio_transcription.completed",
      item_id: "u",
      transcript: "x",
    },
    1100,
  );
  assert.equal(book.last(), null);
  book.apply({ type: "response.created", response: { id: "r", status: "in_progress" } }, 1150);
  book.apply(text("Hi"), 1200);
  book.apply(text("Hi"), 1900);
  book.apply(sound(), 1400);
  book.heard(1500);
  book.apply(
    { type: "vivavoce.turn_latency", response_id: "r", stages_ms: { first_audio: 700 } },
    1600,
  );
  const last = book.last()!;
  assert.deepEqual(last.marks, { transcript: 100, text: 200, audio: 400, heard: 500 });
  assert.deepEqual(last.server, { first_audio: 700 });
  assert.deepEqual(
    segments(last).map(({ share }) => share),
    [0.2, 0.2, 0.4, 0.2],
  );
});

test("a pause that was not the end does not count as a turn", () => {
  const book = new LatencyBook();
  book.begin("speech", 0);
  book.begin("speech", 500);
  book.apply({ type: "response.created", response: { id: "r", status: "in_progress" } }, 600);
  book.apply(text("Hi"), 700);
  assert.equal(book.all().length, 1);
  assert.equal(book.last()?.marks.text, 200);
});

test("turns that were answered stand side by side, with how long each took", () => {
  const book = new LatencyBook();
  for (const [i, ms] of [300, 900].entries()) {
    book.begin("text", 0);
    book.apply({ type: "response.created", response: { id: `r${i}`, status: "in_progress" } }, 1);
    book.apply({ ...text("x"), response_id: `r${i}` }, ms);
  }
  book.begin("text", 5000); // no answer yet
  assert.deepEqual(book.recent(16).map(wholeMs), [300, 900]);
  assert.deepEqual(book.recent(1).map(wholeMs), [900]);
});

test("words of another response are not counted", () => {
  const book = new LatencyBook();
  book.begin("text", 0);
  book.apply(text("old"), 10);
  assert.equal(book.all()[0]?.marks.text, undefined);
});

test("one word says what is going on", () => {
  const facts: Facts = {
    link: "open",
    reason: "",
    mic: "on",
    isMuted: false,
    userSpeaks: false,
    waitsForReply: false,
    isPlaying: false,
    isAsleep: false,
  };
  const cases: [Partial<Facts>, string][] = [
    [{}, "listening"],
    [{ link: "idle" }, "idle"],
    [{ link: "gone", isPlaying: true }, "gone"],
    [{ link: "refused", reason: "key" }, "key"],
    [{ link: "refused", reason: "no such model" }, "refused"],
    [{ userSpeaks: true, isPlaying: true }, "hearing"],
    [{ isPlaying: true, waitsForReply: true }, "speaking"],
    [{ waitsForReply: true, mic: "denied" }, "thinking"],
    [{ mic: "denied" }, "mic_denied"],
    [{ mic: "missing" }, "mic_missing"],
    [{ mic: "asking" }, "connecting"],
    [{ isMuted: true }, "ready"],
    [{ isAsleep: true, userSpeaks: true }, "asleep"],
  ];
  for (const [change, state] of cases) assert.equal(talkState({ ...facts, ...change }), state);
});

test("settings of another version are taken over as far as they are valid", () => {
  const base = defaults(["zh-CN"]);
  assert.equal(base.language, "zh");
  const stored = {
    theme: "dark",
    turns: "psychic",
    speed: 7,
    voice: 3,
    unknown: true,
    noiseSuppression: false,
  };
  assert.deepEqual(restore(base, stored), { ...base, theme: "dark", noiseSuppression: false });
  assert.deepEqual(restore(base, "nonsense"), base);
});

test("push to talk has no turn detection; semantic turns have their eagerness", () => {
  const base = defaults(["en"]);
  const turns = (change: object) =>
    (
      sessionUpdate({ ...base, ...change })["session"] as {
        audio: { input: { turn_detection: unknown } };
      }
    ).audio.input.turn_detection;
  assert.equal(turns({ talkMode: "push" }), null);
  assert.deepEqual(turns({ turns: "semantic_vad", eagerness: "low" }), {
    type: "semantic_vad",
    eagerness: "low",
  });
  assert.deepEqual(turns({}), { type: "server_vad" });
});

test("how something was said becomes a few tags, above the thresholds of the server", () => {
  const words = (heard: Perception) => tagsOf(heard).map(({ word, kind }) => `${kind}:${word}`);
  assert.deepEqual(words({}), []);
  assert.deepEqual(
    words({
      events: [
        { type: "sigh", start_ms: 0, end_ms: 300, confidence: 0.8 },
        { type: "sigh", start_ms: 900, end_ms: 1200, confidence: 0.8 },
        { type: "laugh", start_ms: 0, end_ms: 300, confidence: 0.4 },
        { type: "breath", start_ms: 0, end_ms: 300, confidence: 0.9 },
      ],
      voice_quality: "tense",
      against_usual: { level: -1.2, rate: -2.2, pitch: 1.1, pitch_range: null },
      emotion: { category: "sad", confidence: 0.5 },
    }),
    ["sound:sigh", "voice:tense", "manner:quieter", "manner:much_slower", "mood:sad"],
  );
  assert.deepEqual(
    words({
      speech_seconds: 1,
      pauses: { count: 2, mean_ms: 400 },
      voice_quality: "whisper",
      against_usual: { pitch: 3, level: -3 },
      emotion: { category: "neutral", confidence: 0.9 },
    }),
    ["voice:whisper", "manner:halting", "manner:much_quieter"],
  );
  assert.deepEqual(words({ speech_seconds: 1, pauses: { count: 1, mean_ms: 4000 } }), []);
});

test("perception belongs to the user's entry, directions to the reply from where they are heard", () => {
  const conversation = new Conversation();
  play(
    conversation,
    { type: "vivavoce.perception.updated", item_id: "nobody", perception: {} },
    { type: "input_audio_buffer.speech_started", item_id: "u", audio_start_ms: 0 },
    {
      type: "vivavoce.perception.completed",
      item_id: "u",
      perception: { voice_quality: "whisper" },
      description: "",
    },
    {
      type: "vivavoce.acting",
      response_id: "r",
      item_id: "a",
      audio_start_ms: 0,
      scene: "at night",
      directions: ["softly"],
    },
    text("Come. "),
    sound(),
    {
      type: "vivavoce.acting",
      response_id: "r",
      item_id: "a",
      audio_start_ms: 1000,
      scene: "",
      directions: ["laughs", "softly"],
    },
  );
  const [user, reply] = conversation.entries;
  assert.equal(conversation.entries.length, 2);
  assert.deepEqual(user!.heard, [{ word: "whisper", kind: "voice" }]);
  assert.equal(reply!.meant!.scene, "at night");
  assert.deepEqual(reached(reply!.meant!, 23999), ["softly"]);
  assert.deepEqual(reached(reply!.meant!, 24000), ["softly", "laughs"]);
});

test("a session consents to what the user allows and the server permits", () => {
  const told = (change: Partial<Settings>, allowed = true) => {
    const { session } = sessionUpdate({ ...defaults([]), ...change }, allowed) as any;
    return session.vivavoce.perception;
  };
  const nothing = { events: false, prompt: false, emotion: false, identity: false };
  const heard = { ...nothing, events: true, prompt: true };
  assert.deepEqual(told({}), { ...heard, emotion: true });
  assert.deepEqual(told({ moods: false }), heard);
  assert.deepEqual(told({ identity: true }), { ...heard, emotion: true, identity: true });
  assert.deepEqual(told({ tones: false, identity: true }), nothing);
  assert.equal(told({}, false).emotion, false);
  assert.equal(allowsMoods({ vivavoce: { perception: { emotion: false } } }), false);
  assert.equal(allowsMoods({}), true);
});
