import assert from "node:assert/strict";
import { test } from "node:test";
import { en } from "../../src/i18n/en.ts";
import { zh } from "../../src/i18n/zh.ts";
import { scriptOf, toCode } from "../../src/inspector/code_export.ts";
import { EventLog, groupOf, matches } from "../../src/inspector/event_log.ts";
import { histograms, parseMetrics, total } from "../../src/inspector/metrics.ts";
import type { WireEvent } from "../../src/realtime/events.ts";
import { summary } from "../../src/views/event_list.ts";
import { METRICS } from "../support/fake_server.ts";

const append = { type: "input_audio_buffer.append", audio: btoa("\0".repeat(1920)) };
const delta = { type: "response.output_audio.delta", item_id: "a", delta: btoa("\0".repeat(4800)) };

test("sound of both directions collapses into two rows, and its bytes are not kept", () => {
  const log = new EventLog();
  log.add("in", { type: "response.created", response: { id: "r" } }, 0);
  for (let i = 0; i < 5; ++i) {
    log.add("out", append, 10 * i);
    log.add("in", delta, 10 * i + 1);
  }
  assert.deepEqual(
    log.rows.map(({ type, count, bytes, audioMs }) => [type, count, bytes, audioMs]),
    [
      ["response.created", 1, 0, 0],
      ["input_audio_buffer.append", 5, 9600, 200],
      ["response.output_audio.delta", 5, 24000, 500],
    ],
  );
  assert.equal(log.rows[2]?.event["delta"], "(4800 bytes)");
});

test("another event, or another item, begins a new row", () => {
  const log = new EventLog();
  log.add("in", delta, 0);
  log.add("in", { ...delta, item_id: "b" }, 1);
  log.add("in", { type: "response.done" }, 2);
  log.add("in", { ...delta, item_id: "b" }, 3);
  assert.equal(log.rows.length, 4);
});

test("the log is bounded and can be paused", () => {
  const log = new EventLog();
  for (let i = 0; i < 9000; ++i) log.add("in", { type: "x" }, i);
  assert.ok(log.rows.length <= 4000);
  assert.equal(log.rows.at(-1)?.at, 8999);
  log.isPaused = true;
  log.add("in", { type: "y" }, 0);
  assert.equal(log.rows.at(-1)?.type, "x");
});

test("rows are found by type, by content and by group", () => {
  const log = new EventLog();
  log.add("in", { type: "error", error: { message: "Too Short" } }, 0);
  const row = log.rows[0]!;
  assert.equal(groupOf("vivavoce.perception.completed"), "input");
  assert.equal(groupOf("vivavoce.acting"), "response");
  assert.equal(groupOf(row.type), "error");
  assert.ok(matches(row, { text: " too short ", hidden: new Set() }));
  assert.ok(!matches(row, { text: "long", hidden: new Set() }));
  assert.ok(!matches(row, { text: "", hidden: new Set(["error"] as const) }));
});

test("every exported line is JSON with its time and direction", () => {
  const log = new EventLog();
  log.add("out", append, 12.6);
  log.add("in", { type: "error", error: { message: "a\nb" } }, 20);
  const lines = log
    .toJsonLines()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  assert.equal(lines.length, 2);
  assert.equal(lines[0]?.["t_ms"], 13);
  assert.equal(lines[0]?.["audio_ms"], 40);
  assert.equal(lines[1]?.["direction"], "in");
});

test("a session becomes code with its last settings and typed words, without ids and keys", () => {
  const log = new EventLog();
  log.add("out", { type: "session.update", session: { old: true } }, 0);
  log.add("out", { type: "session.update", session: { new: true } }, 1);
  const content = [{ type: "input_text", text: "It's '''quoted'''" }];
  log.add(
    "out",
    { type: "conversation.item.create", item: { id: "console_1", role: "user", content } },
    2,
  );
  const script = scriptOf(log.rows, "ws://h:1/v1/realtime?model=vivavoce", true);
  assert.deepEqual(
    script.events.map(({ type }) => type),
    ["session.update", "conversation.item.create", "response.create"],
  );
  for (const kind of ["javascript", "python", "shell"] as const) {
    const code = toCode(script, kind);
    assert.ok(
      code.includes("ws://h:1/v1/realtime") && code.includes("new") && !code.includes("console_1"),
      kind,
    );
    assert.ok(!code.includes('"old"'), kind);
  }
  new Function(`const WebSocket = class {}; ${toCode(script, "javascript")}`); // parses
  assert.ok(!toCode(script, "python").includes("'''quoted"));
  assert.ok(toCode(script, "shell").includes("curl http://h:1/healthz"));
});

test("a row says what makes it different from the next of its type", () => {
  const log = new EventLog();
  const sum = (event: WireEvent) => {
    log.add("in", event, 1);
    return summary(log.rows.at(-1)!);
  };
  const at = { item_id: "a", response_id: "r" };
  assert.equal(sum({ type: "vivavoce.perception.completed", description: "sighs" }), "sighs");
  assert.equal(
    sum({ type: "vivavoce.acting", ...at, scene: "", directions: ["softly", "laughs"] }),
    "softly · laughs",
  );
  assert.equal(sum({ type: "response.done", response: { status: "failed" } }), "failed");
  assert.equal(sum({ type: "error", error: { message: "no" } }), "no");
});

test("Prometheus text is read with labels, escapes and infinity", () => {
  const samples = parseMetrics(
    '# HELP a b\na 1\nb{x="1,\\"2\\"",y="}"} 2.5\nc{le="+Inf"} +Inf\nnonsense\n',
  );
  assert.deepEqual(samples[1], { name: "b", labels: { x: '1,"2"', y: "}" }, value: 2.5 });
  assert.equal(samples[2]?.value, Infinity);
  assert.equal(samples.length, 3);
});

test("quantiles lie inside their buckets", () => {
  const samples = parseMetrics(METRICS);
  assert.equal(total(samples, "vivavoce_responses_total"), 14);
  const stage = histograms(samples, "vivavoce_turn_latency_seconds", "stage").find(
    (s) => s.stage === "first_token",
  )!;
  assert.ok(stage.median > 0.4 && stage.median < 0.51);
  assert.ok(stage.p90 > 0.51 && stage.p90 < 0.8);
  assert.equal(stage.count, 12);
});

test("both languages have the same keys, and no text is empty or left in the other", () => {
  assert.deepEqual(Object.keys(zh).sort(), Object.keys(en).sort());
  const same = ["language_other", "code_javascript", "code_python"];
  for (const [key, words] of Object.entries(zh)) {
    assert.notEqual(words.trim(), "", key);
    if (!same.includes(key)) assert.match(words, /[\u4e00-\u9fff]/, key);
  }
  for (const [key, words] of Object.entries(en)) {
    if (key !== "language_other") assert.doesNotMatch(words, /[\u4e00-\u9fff]/, key);
  }
});
