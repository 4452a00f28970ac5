// The HTTP side of the scripted server: a few characters in memory, a tone for every word, reports.
// It answers with the shapes of docs/openapi.json; what the real server makes of a persona is tested
// there (src/app/http_personas_test.cc).
import type { IncomingMessage, ServerResponse } from "node:http";

type Json = Record<string, any>;
const both = (en: string, zh: string) => ({ en, zh });

function persona(
  id: string,
  name: Json,
  summary: Json,
  archetype: string,
  voice: Json,
  greeting: Json,
): Json {
  return {
    id,
    object: "persona",
    name,
    summary,
    role: both("", ""),
    archetype,
    voice,
    speed: 1,
    greeting,
    aliases: [],
    tags: [],
    built_in: true,
    is_default: false,
  };
}

const BUILT_IN: readonly Json[] = [
  {
    ...persona(
      "xiao_yue",
      both("Xiao Yue", "小跃"),
      both(
        "A neighbour of twenty-six who teases you and remembers everything.",
        "二十六岁的邻居，爱打趣，什么都记得。",
      ),
      "companion",
      both("af_heart", "zf_xiaoxiao"),
      both("Oh, it's you! Had dinner yet?", "哎，你来啦！吃饭了没？"),
    ),
    is_default: true,
  },
  persona(
    "captain_mo",
    both("Captain Mo", "莫船长"),
    both("A pirate with a soft heart and a very loud ship.", "心软的海盗，船上总是很吵。"),
    "character",
    both("am_fenrir", "zm_yunjian"),
    both("Ahoy! Who comes aboard?", "嘿！谁上船了？"),
  ),
  persona(
    "luna_bedtime",
    both("Luna", "露娜"),
    both("Tells bedtime stories that get quieter and quieter.", "讲越来越轻的睡前故事。"),
    "storyteller",
    both("af_nicole", "zf_xiaoyi"),
    both("Lie down, and listen.", "躺好，听我说。"),
  ),
  persona(
    "coach_lin",
    both("Coach Lin", "林教练"),
    both("Practises job interviews with you, strict and fair.", "陪你练面试，严格而公平。"),
    "interviewer",
    both("bf_emma", "zf_xiaobei"),
    both("Good morning. Please sit.", "早上好，请坐。"),
  ),
  persona(
    "detective_shen",
    both("Detective Shen", "沈侦探"),
    both("Notices what you did not say. Shanghai, 1934.", "你没说的，他都听见了。1934年的上海。"),
    "character",
    both("bm_george", "zm_yunyang"),
    both("You have been near the river.", "你去过江边。"),
  ),
  persona(
    "nova_quiz",
    both("Nova", "诺娃"),
    both("A quiz show host who roots for you.", "为你加油的竞答主持人。"),
    "host",
    both("af_nova", "zf_xiaoni"),
    both("Ready for question one?", "准备好第一题了吗？"),
  ),
  persona(
    "master_wuchen",
    both("Master Wuchen", "无尘师父"),
    both("A monk of few words, most of them tea.", "话不多的和尚，多半在说茶。"),
    "guide",
    both("bm_lewis", "zm_yunxia"),
    both("Sit. The water is not hot yet.", "坐。水还没开。"),
  ),
  persona(
    "rival_kai",
    both("Kai", "凯"),
    both(
      "Your rival since school. Never admits that he likes you.",
      "从小的死对头，从不承认欣赏你。",
    ),
    "rival",
    both("am_puck", "zm_yunxi"),
    both("You again. Late, as ever.", "又是你。还是迟到。"),
  ),
];

export const LATENCY_REPORT = {
  benchmark: "latency",
  command: "vivavoce bench latency --json",
  machine: { cpu: "Zen 3", usable_cores: 2 },
  summary: {
    questions: 8,
    answered: 8,
    underruns: 1,
    longest_gap_ms: 120,
    stages_ms: {
      end_of_turn: { p50: 420, p95: 700 },
      asr_final: { p50: 480, p95: 790 },
      first_token: { p50: 590, p95: 960 },
      first_audio: { p50: 830, p95: 1340 },
    },
  },
  answers: ["en_1", "en_2", "en_3", "en_4", "zh_1", "zh_2", "zh_3", "zh_4"].map((question, i) => ({
    question,
    heard: "What is the capital of France?",
    reply: "Paris.",
    answered: true,
    stages_ms: { first_audio: 640 + ((i * 137) % 700) },
    reply_seconds: 2,
    underruns: 0,
    longest_gap_ms: 0,
  })),
};

export class FakeApi {
  readonly own = new Map<string, Json>(); // id → { summary, toml, record }
  readonly spoken: Json[] = [];
  failsToSpeak = false;
  reports: Record<string, string> = { "latency.json": JSON.stringify(LATENCY_REPORT) };

  /** False: not one of ours. */
  handle(request: IncomingMessage, response: ServerResponse): boolean {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://x");
    if (!/^\/v1\/(personas|audio|reports)/.test(pathname)) return false;
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks);
      const answer = (value: unknown, status = 200) => {
        response.statusCode = status;
        response.setHeader("Content-Type", "application/json");
        response.end(JSON.stringify(value));
      };
      const refuse = (status: number, message: string) => answer({ error: { message } }, status);
      const [, , kind, name, more] = pathname.split("/");
      if (kind === "reports") return this.report(name, answer, response, refuse);
      if (kind === "audio") return this.audio(name, body, answer, response, refuse);
      const { method } = request;
      if (name === undefined) return answer({ object: "list", data: this.list() });
      if (name === "check") return answer(check(JSON.parse(String(body))));
      if (name === "import") return this.import(body, answer, refuse);
      const found = this.find(name);
      if (method === "PUT") return this.save(name, JSON.parse(String(body)), answer, refuse);
      if (found === undefined) return refuse(404, `There is no persona '${name}'.`);
      if (more === "export") {
        response.setHeader("Content-Type", "application/octet-stream");
        return response.end(`${searchParams.get("format")} of ${name}`);
      }
      if (method === "DELETE") {
        if (!this.own.delete(name)) return refuse(409, `'${name}' is built in and stays.`);
        return answer({ id: name, object: "persona.deleted", deleted: true });
      }
      answer(found);
    });
    return true;
  }

  private list(): Json[] {
    return [
      ...BUILT_IN,
      ...[...this.own.values()].map(({ toml: _, record: __, ...summary }) => summary),
    ];
  }

  private find(id: string): Json | undefined {
    const built = BUILT_IN.find((one) => one["id"] === id);
    if (built === undefined) return this.own.get(id);
    const record = recordOf(built);
    return { ...built, record, resolved: record, toml: tomlOf(record) };
  }

  private save(
    id: string,
    draft: Json,
    answer: (value: unknown) => void,
    refuse: (status: number, message: string) => void,
  ): void {
    const read = check(draft);
    if (BUILT_IN.some((one) => one["id"] === id)) return refuse(409, `'${id}' is built in.`);
    if (!read["ok"] || read["id"] !== id) return refuse(400, "There are mistakes.");
    const record = read["record"];
    const summary = persona(
      id,
      { en: "", zh: "", ...record.identity?.name },
      { en: "", zh: "", ...record.identity?.summary },
      record.interaction?.archetype ?? "",
      record.voice ?? both("", ""),
      both(record.greetings?.en?.[0] ?? "", record.greetings?.zh?.[0] ?? ""),
    );
    const saved = { ...summary, built_in: false, toml: read["toml"], record, resolved: record };
    this.own.set(id, saved);
    answer(saved);
  }

  private import(
    body: Buffer,
    answer: (value: unknown) => void,
    refuse: (status: number, message: string) => void,
  ): void {
    let card: Json;
    try {
      card = JSON.parse(String(body));
    } catch {
      return refuse(400, "This is no usable card: it is neither JSON nor PNG nor CHARX");
    }
    const name = String(card["name"]);
    const record = {
      format: 1,
      id: name.toLowerCase(),
      identity: { name: { en: name } },
      greetings: { en: [String(card["first_mes"])] },
      voice: { en: "af_bella" },
    };
    answer({
      ...check({ record }),
      object: "persona.import",
      card: { name, spec: "v1", container: "json", lorebook_entries: 0, unusable_keys: [] },
    });
  }

  private audio(
    name: string | undefined,
    body: Buffer,
    answer: (value: unknown) => void,
    response: ServerResponse,
    refuse: (status: number, message: string) => void,
  ): void {
    if (name === "voices") {
      const voice = (id: string, language: string) => ({
        id,
        language,
        gender: "female",
        object: "audio.voice",
      });
      return answer({
        object: "list",
        data: [voice("af_heart", "en"), voice("bf_emma", "en"), voice("zf_xiaoxiao", "zh")],
        aliases: {},
      });
    }
    if (name === "transcriptions") {
      const words = ["It", "started", "to", "rain."].map((word, i) => ({
        word,
        start: 0.1 + i * 0.3,
        end: 0.35 + i * 0.3,
      }));
      return answer({ text: "It started to rain.", words });
    }
    const wish = JSON.parse(String(body)) as Json;
    this.spoken.push(wish);
    if (this.failsToSpeak) return refuse(503, "Too many requests are waiting here.");
    const seconds = Math.max(0.4, String(wish["input"]).length / 22 / (wish["speed"] ?? 1));
    const samples = new Int16Array(24000 * seconds);
    samples.forEach((_, i) => {
      const time = i / 24000;
      const syllable = Math.max(0, Math.sin(2 * Math.PI * 2.1 * time + 0.7 * Math.sin(9 * time)));
      samples[i] =
        15000 *
        syllable *
        (0.4 + 0.6 * Math.abs(Math.sin(1.7 * time))) *
        Math.sin(2 * Math.PI * 190 * time);
    });
    const bytes = Buffer.from(samples.buffer);
    if (wish["stream_format"] === "sse") {
      response.setHeader("Content-Type", "text/event-stream");
      const send = (event: Json) => response.write(`data: ${JSON.stringify(event)}\n\n`);
      if (wish["vivavoce"]?.plan) send(planEvent(String(wish["input"]), seconds));
      send({ type: "speech.audio.delta", audio: bytes.toString("base64") });
      send({ type: "speech.audio.done", usage: {} });
      return void response.end();
    }
    response.setHeader("Content-Type", "audio/pcm");
    response.write(bytes.subarray(0, 4801)); // an odd number: pieces end anywhere
    response.end(bytes.subarray(4801));
  }

  private report(
    name: string | undefined,
    answer: (value: unknown) => void,
    response: ServerResponse,
    refuse: (status: number, message: string) => void,
  ): void {
    if (name === undefined) {
      const data = Object.entries(this.reports).map(([key, text]) => ({
        name: key,
        bytes: text.length,
        changed_at: 1770000000,
      }));
      return answer({ object: "list", data });
    }
    const text = this.reports[decodeURIComponent(name)];
    if (text === undefined) return refuse(404, `There is no report '${name}'.`);
    response.end(text);
  }
}

/** A plan that looks like one: words of equal length, pitch that falls, a pause where one is asked for. */
function planEvent(input: string, seconds: number): Json {
  const words = input.replace(/[(（][^)）]*[)）]/g, " ").match(/\p{Script=Han}|[^\s\p{Script=Han}]+/gu) ?? [];
  const ms = seconds * 1000;
  const step = ms / Math.max(1, words.length);
  const spans = words.map((text, i) => ({
    text,
    start_ms: Math.round(i * step),
    end_ms: Math.round((i + 0.92) * step),
  }));
  const times = Array.from({ length: Math.floor(ms / 12.5) }, (_, i) => Math.round(i * 12.5));
  const model = times.map((at) =>
    Math.sin(at / 90) > 0.85 ? 0 : 210 - (50 * at) / ms + 25 * Math.sin(at / 130),
  );
  const isMarked = /pause|停顿/.test(input);
  return {
    type: "vivavoce.speech.plan",
    text: words.join(" "),
    start_ms: 0,
    end_ms: Math.round(ms),
    words: spans,
    phonemes: spans.map(({ text, ...at }) => ({ text: text[0], ...at })),
    marks: isMarked ? [{ text: "pause 600 ms", start_ms: Math.round(ms / 2), end_ms: Math.round(ms * 0.6) }] : [],
    curve: {
      ms: times,
      model_pitch_hz: model,
      pitch_hz: model.map((hz, i) => (hz === 0 ? 0 : hz * (1.08 + 0.06 * Math.sin(i / 30)))),
      loudness_db: times.map((at) => 5 * Math.sin(at / 400)),
    },
  };
}

function recordOf(summary: Json): Json {
  return {
    format: 1,
    id: summary["id"],
    identity: { name: summary["name"], summary: summary["summary"] },
    interaction: { archetype: summary["archetype"] },
    greetings: { en: [summary["greeting"].en], zh: [summary["greeting"].zh] },
    voice: summary["voice"],
    examples: [
      { language: "zh", user: "今天好累。", reply: "那就先坐下，喝口水，慢慢说。" },
      { language: "en", user: "I am tired.", reply: "Then sit. Tea first, words later." },
    ],
  };
}

// One table a line, JSON for the values: enough to be sent back and forth.
function tomlOf(record: Json): string {
  return Object.entries(record)
    .map(([key, value]) => `${key} = ${JSON.stringify(value)}`)
    .join("\n");
}

function fromToml(toml: string): Json | null {
  try {
    return Object.fromEntries(
      toml
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => [
          line.slice(0, line.indexOf(" =")),
          JSON.parse(line.slice(line.indexOf("=") + 1)),
        ]),
    );
  } catch {
    return null;
  }
}

function check(draft: Json): Json {
  const record: Json | null = draft["record"] ?? fromToml(draft["toml"]);
  const findings: Json[] = [];
  const find = (severity: string, line: number, field: string, message: string, zh = message) =>
    findings.push({ severity, file: "persona.toml", line, field, message, message_zh: zh });
  if (record === null) find("error", 2, "", "expected a value", "不是有效的 TOML：expected a value");
  else {
    if (!record["identity"]?.name) find("error", 0, "identity.name", "this persona needs it");
    for (const [i, emotion] of (record["emotions"] ?? []).entries()) {
      if (!emotion.when) find("error", 5, `emotions[${i}].when`, "every entry needs it");
    }
    if (!/^[a-z0-9_]{1,64}$/.test(record["id"]))
      find("error", 2, "id", "must be 1 to 64 of a-z, 0-9 and _");
    if ((record["examples"] ?? []).length < 3)
      find("warning", 7, "examples", "three or more examples of a language show the tone");
  }
  const ok = findings.every(({ severity }) => severity !== "error");
  const prompt = (system: string) => ({
    system,
    examples: [{ user: "Hi.", reply: "Hello." }],
    tokens: 180,
  });
  return {
    object: "persona.check",
    ok,
    id: record?.["id"] ?? "",
    toml: draft["toml"] ?? tomlOf(record!),
    record: ok || record !== null ? record : null,
    findings,
    tokens: { en: 180, zh: 320 },
    budget_tokens: 600,
    prompt: ok ? { en: prompt("You are somebody."), zh: prompt("你是某人。") } : null,
  };
}
