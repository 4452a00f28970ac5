// The page in a real Chromium against a scripted server.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import type { Browser, Page } from "playwright-core";
import { answered, DIST, openBrowser, stateIs, visit, type Visit, type Wishes } from "../support/browser.ts";
import { FakeServer, SIGHED } from "../support/fake_server.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let browser: Browser;
let server: FakeServer;
let open: Visit | null = null;

before(async () => {
  server = new FakeServer(DIST);
  await server.start();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});
afterEach(async () => {
  await open?.context.close();
  open = null;
  server.key = "";
  server.acting = { scene: "", directions: [] };
  server.judgesMoods = true;
  server.failure = "";
});

async function start(wishes: Wishes = {}): Promise<Page> {
  // Who greets is tested in pages.test.ts.
  open = await visit(browser, server.url, {
    ...wishes,
    settings: { greets: false, ...wishes.settings },
  });
  return open.page;
}

async function talking(wishes: Wishes = {}): Promise<Page> {
  const page = await start(wishes);
  await page.click('[data-does="start"]');
  await stateIs(page, wishes.microphone === false ? "mic_denied" : "listening");
  return page;
}

const until = async (what: string, check: () => boolean | Promise<boolean>, ms = 8000) => {
  for (
    const end = Date.now() + ms;
    Date.now() < end;
    await new Promise((done) => setTimeout(done, 25))
  ) {
    if (await check()) return;
  }
  assert.fail(`never: ${what}`);
};

const lastReply = (page: Page) => page.locator(".entry.assistant .words").last().innerText();

test("a spoken turn: captions grow, the bar is drawn, the sound has no hole", async () => {
  const page = await talking();
  const turn = server.session.spokenTurn(
    "What is the capital?",
    ["Paris, of course. ", "Lovely in the rain."],
    ["What is ", "the capital"],
  );
  await page.waitForSelector('.entry.user:has-text("What is the capital")');
  await stateIs(page, "speaking");
  const early = await lastReply(page);
  await turn;
  await until(
    "the whole reply is shown",
    async () => (await lastReply(page)) === "Paris, of course. Lovely in the rain.",
  );
  assert.ok(early.length < 30, `words before they are heard: ${early}`);
  assert.equal(await page.locator(".entry.user .words").innerText(), "What is the capital?");
  const marks = await page.$$eval(".legend-item[data-mark]", (items) =>
    items.map((item) => (item as HTMLElement).dataset["mark"]),
  );
  assert.deepEqual([...marks].sort(), ["audio", "heard", "text", "transcript"]);
  assert.match(await page.locator(".latency").innerText(), /after the server decided/);
  await page.click(".server-times summary");
  assert.match(await page.locator(".server-times").innerText(), /Turn ended\s+310 ms/);
  await stateIs(page, "listening");
  assert.equal(await page.getAttribute("main", "data-underruns"), "0");
});

test("chips tell how the words were said, and how the reply is meant once it is heard so", async () => {
  server.acting = { scene: "late at night, close", directions: [["softly"], ["laughs"]] };
  const page = await talking();
  const turn = server.session.spokenTurn(
    "I am fine.",
    ["Come here and tell me all of it. ", "It is only a cat, you know."],
    [],
    SIGHED,
  );
  await page.waitForSelector(".entry.user .tag");
  assert.deepEqual(await page.locator(".entry.user .tag").allInnerTexts(), [
    "sighs",
    "quieter than usual",
    "much slower than usual",
    "sounds sad",
  ]);
  await page.waitForSelector('.entry.assistant .tag.scene:has-text("late at night, close")');
  const early = await page.locator(".entry.assistant .tag.direction").allInnerTexts();
  assert.deepEqual(early, ["softly"]);
  await turn;
  await page.waitForSelector('.entry.assistant .tag.direction:has-text("laughs")');
  await page.click("#switch-language");
  await page.waitForSelector('.entry.user .tag.mood:has-text("听着难过")');
});

test("consent to judge moods is a switch, and a server that judges none is not asked to", async () => {
  const page = await talking();
  const told = () => server.session.of("session.update").at(-1)!["session"].vivavoce.perception;
  assert.deepEqual(told(), { events: true, prompt: true, emotion: true });
  await page.click("#open-settings");
  await page.click("#set-moods");
  await until("withdrawn", () => told().emotion === false);
  await page.click("#set-tones");
  await until("not heard at all", () => told().events === false);
  assert.ok(await page.locator("#set-moods").isDisabled());
  await page.keyboard.press("Escape");
  await page.click('[data-does="end"]');
  server.judgesMoods = false;
  await page.evaluate(() => localStorage.setItem("vivavoce.settings", '{"greets":false}'));
  await page.reload();
  await page.click('[data-does="start"]');
  await stateIs(page, "listening");
  assert.deepEqual(told(), { events: true, prompt: true, emotion: false });
  assert.ok(await page.locator(".trouble").isHidden());
});

test("the microphone arrives as 24 kHz sound, in real time", async () => {
  await talking();
  const { session } = server;
  const begin = session.of("input_audio_buffer.append").length;
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const pieces = session.of("input_audio_buffer.append").slice(begin);
  const samples = pieces.reduce(
    (sum, { audio }) => sum + Buffer.from(audio, "base64").length / 2,
    0,
  );
  assert.ok(Math.abs(samples / 24000 - 1.5) < 0.5, `${samples} samples`);
  const loudest = Math.max(
    ...pieces.map(({ audio }) => {
      const bytes = Buffer.from(audio, "base64");
      return Math.max(
        ...Array.from({ length: bytes.length / 2 }, (_, i) => Math.abs(bytes.readInt16LE(2 * i))),
      );
    }),
  );
  assert.ok(loudest > 500, `the beep of the fake device: ${loudest}`);
});

test("a barge-in silences at once and tells what was heard", async () => {
  const page = await talking();
  const { session } = server;
  const reply = session.reply(
    ["A very long story about a little dog who went to sea in a boat. "],
    () => 6,
  );
  await stateIs(page, "speaking");
  await page.waitForTimeout(900);
  session.startSpeech("barge");
  await until("truncate", () => session.of("conversation.item.truncate").length === 1, 1000);
  await reply;
  const [truncate] = session.of("conversation.item.truncate");
  assert.ok(
    truncate!["audio_end_ms"] > 400 && truncate!["audio_end_ms"] < 1600,
    String(truncate!["audio_end_ms"]),
  );
  await stateIs(page, "hearing");
  const words = await lastReply(page);
  assert.match(words, /interrupted/);
  assert.ok(words.length < 50, words);
  session.stopSpeech("barge");
  await session.reply(["Yes?"], () => 0.5);
  await until("the next reply is heard", async () => (await lastReply(page)) === "Yes?");
  assert.equal(await page.getAttribute("main", "data-underruns"), "0");
});

test("typing into a reply cancels it, and the answer to the text follows", async () => {
  const page = await talking();
  const { session } = server;
  void session.reply(["A very long story about a little dog who went to sea. "], () => 6);
  await stateIs(page, "speaking");
  await page.fill("textarea", "Stop, how are you?");
  await page.press("textarea", "Enter");
  await until("cancel", () => session.of("response.cancel").length === 1);
  await until(
    "the answer",
    async () => (await lastReply(page)) === "Hello there! Nice to hear you.",
  );
  const order = session.received
    .map(({ type }) => type)
    .filter((type) => /cancel|item.create|response.create/.test(type));
  assert.deepEqual(order, ["response.cancel", "conversation.item.create", "response.create"]);
});

test("a reply that fails is told at once, and the next one is answered", async () => {
  server.failure = "The language model took too long.";
  const page = await talking();
  await page.fill("textarea", "Hello?");
  await page.press("textarea", "Enter");
  assert.deepEqual(await answered(page, 5000), {
    state: "trouble",
    words: "The language model took too long.",
  });
  assert.match(await lastReply(page), /I was\s+failed/);
  await page.click('[aria-label="Dismiss"]');
  assert.equal((await answered(page, 5000)).state, "failed");
  server.failure = "";
  await page.fill("textarea", "And now?");
  await page.press("textarea", "Enter");
  assert.deepEqual(await answered(page, 10000), {
    state: "final",
    words: "Hello there! Nice to hear you.",
  });
});

test("without a microphone writing works, and the page says what to do", async () => {
  const page = await talking({ microphone: false });
  assert.match(await page.locator(".hint").innerText(), /address bar/);
  await page.fill("textarea", "Hello");
  await page.press("textarea", "Enter");
  await until(
    "the answer",
    async () => (await lastReply(page)) === "Hello there! Nice to hear you.",
  );
  await open!.context.grantPermissions(["microphone"]);
  await stateIs(page, "mic_denied");
  await page.click('[data-does="retry_mic"]');
  await stateIs(page, "listening");
});

test("writing alone starts a conversation without asking for the microphone", async () => {
  const page = await start({ microphone: false });
  await page.fill("textarea", "Hello");
  await page.press("textarea", "Enter");
  await until("the answer", async () => (await page.locator(".entry.assistant").count()) === 1);
  await stateIs(page, "ready");
});

test("a lost socket comes back, says what was lost and tells the server what was said", async () => {
  const page = await talking();
  await server.session.spokenTurn("My name is Ada.", ["Hello Ada."]);
  await stateIs(page, "listening");
  void server.session
    .reply(["A long story that nobody will hear to its end, ever. "], () => 6)
    .catch(() => {});
  await stateIs(page, "speaking");
  const before = server.sessions.length;
  server.session.drop();
  await until("a new session", () => server.sessions.length === before + 1);
  await page.waitForSelector(".note");
  assert.match(await page.locator(".note").innerText(), /under way were lost/);
  const told = server.session
    .of("conversation.item.create")
    .map(({ item }) => [item.role, item.content[0].text]);
  assert.deepEqual(told.slice(0, 2), [
    ["user", "My name is Ada."],
    ["assistant", "Hello Ada."],
  ]);
  await stateIs(page, "listening");
  assert.equal(await page.locator(".entry.user").count(), 1, "nothing is shown twice");
});

test("a server that restarts is waited for", async () => {
  const page = await talking();
  await server.stop();
  await stateIs(page, "gone", 20000);
  assert.match(await page.locator(".hint").innerText(), /\.\/run/);
  await server.start();
  await stateIs(page, "listening", 15000);
  assert.match(await page.locator(".note").innerText(), /Connected again/);
  open!.complaints.length = 0; // the browser's own lines about refused connections
});

test("a key is asked for and used", async () => {
  server.key = "secret";
  const page = await start();
  await page.click('[data-does="start"]');
  await stateIs(page, "key");
  await page.click('[data-does="settings"]');
  await page.fill("#set-key", "secret");
  await page.press("#set-key", "Tab");
  await page.keyboard.press("Escape");
  await page.click('[data-does="start"]');
  await stateIs(page, "listening");
  assert.equal(await page.evaluate(() => JSON.stringify(localStorage).includes("secret")), false);
  open!.complaints.length = 0; // 401 of the first try
});

test("a refused setting is told in the server's words, and the conversation goes on", async () => {
  const page = await talking();
  await page.click("#open-settings");
  await page.fill("#set-persona", "nobody");
  await page.press("#set-persona", "Tab");
  await page.keyboard.press("Escape");
  await page.waitForSelector('.trouble:has-text("There is no persona")');
  await stateIs(page, "listening");
});

test("push to talk: hold, let go, answer; too short a push asks for nothing", async () => {
  const page = await start({ settings: { talkMode: "push" } });
  await page.click('[data-does="start"]');
  await page.waitForSelector(".push");
  const { session } = server;
  assert.equal(session.of("session.update")[0]!["session"].audio.input.turn_detection, null);
  await page.waitForTimeout(400);
  assert.equal(session.of("input_audio_buffer.append").length, 0);
  await page.locator("body").press("Space");
  await page.waitForSelector('.note:has-text("very short")');
  assert.equal(session.of("input_audio_buffer.commit").length, 0);
  await page.keyboard.down("Space");
  await stateIs(page, "hearing");
  await page.waitForTimeout(700);
  await page.keyboard.up("Space");
  await until("commit", () => session.of("input_audio_buffer.commit").length === 1);
  await until("the answer", async () => (await page.locator(".entry.assistant").count()) === 1);
  assert.ok(session.of("input_audio_buffer.append").length >= 8);
});

test("language and theme change in place and are remembered", async () => {
  const page = await talking();
  await server.session.spokenTurn("Hello.", ["Hi."]);
  await page.click("#switch-language");
  assert.equal(await page.getAttribute("html", "lang"), "zh-CN");
  await stateIs(page, "listening");
  assert.equal(await page.locator(".state").innerText(), "在听");
  assert.equal(await page.locator(".entry").count(), 2);
  await page.click("#switch-theme");
  assert.equal(await page.getAttribute("html", "data-theme"), "dark");
  await page.reload();
  assert.equal(await page.locator(".main").innerText(), "开始说话");
  assert.equal(await page.getAttribute("html", "data-theme"), "dark");
});

test("the inspector shows, filters, explains and exports every event", async () => {
  const page = await talking();
  await server.session.spokenTurn("Hello.", ["Hi there."]);
  await page.click("#nav-inspector");
  await page.waitForSelector('.event:has-text("response.done")');
  const sound = page.locator('.event:has-text("response.output_audio.delta")').first();
  assert.match(await sound.innerText(), /\d+ × · \d+ kB · \d+ ms/);
  await page.locator('.event:has-text("transcription.completed")').click();
  assert.match(await page.locator(".json").innerText(), /"transcript": "Hello\."/);
  await page.fill('input[type="search"]', "speech_st");
  await page.waitForFunction(() => document.querySelectorAll(".event").length === 2);
  await page.fill('input[type="search"]', "");
  await page.click(".chip.group-sound");
  assert.equal(await page.locator(".event.group-sound").count(), 0);
  await page.click('.aside .chip:has-text("Python")');
  assert.match(await page.locator(".code").innerText(), /from websockets/);
  const download = page.waitForEvent("download");
  await page.click('button:has-text("Export")');
  const lines = readFileSync(await (await download).path(), "utf8")
    .trim()
    .split("\n");
  const types = lines.map((line) => (JSON.parse(line) as { event: { type: string } }).event.type);
  assert.ok(types.includes("session.created") && types.includes("response.done"));
  await page.waitForSelector('.tile:has-text("12")');
  assert.match(await page.locator(".server").innerText(), /First token/);
});

test("a tab that comes back wakes the sound", async () => {
  const page = await talking();
  const states = await page.evaluate(async () => {
    document.dispatchEvent(new Event("visibilitychange"));
    await new Promise((resolve) => setTimeout(resolve, 100));
    return document.querySelector("main")!.dataset["state"];
  });
  assert.equal(states, "listening");
});

for (const theme of ["light", "dark"] as const) {
  for (const language of ["en", "zh"] as const) {
    test(`no serious accessibility fault on any page (${language}, ${theme})`, async () => {
      const page = await talking({ theme, language, reducedMotion: true });
      await server.session.spokenTurn("Hello.", ["Hi there, how are you?"]);
      server.session.error("Something was refused.", "invalid_value");
      await page.waitForSelector(".trouble:not([hidden])");
      const check = async (where: string) => {
        await page.evaluate(AXE); // by the debugger: the page's policy allows no inline script
        const faults = await page.evaluate(async () => {
          const { violations } = await (globalThis as any).axe.run(document);
          return violations
            .filter(({ impact }: any) => impact === "serious" || impact === "critical")
            .map(
              ({ id, nodes }: any) =>
                `${id}: ${nodes.map((node: any) => node.html.slice(0, 120)).join(" ; ")}`,
            );
        });
        assert.deepEqual(faults, [], where);
      };
      await check("talk");
      await page.click("#open-settings");
      await check("settings");
      await page.keyboard.press("Escape");
      await page.click("#nav-inspector");
      await page.locator(".event").first().click();
      await page.waitForSelector(".tile");
      await check("inspector");
    });
  }
}

test("all of it works by keyboard alone", async () => {
  const page = await start();
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement?.className), "skip");
  const reached: string[] = [];
  for (let i = 0; i < 18; ++i) {
    await page.keyboard.press("Tab");
    reached.push(
      await page.evaluate(() => {
        const focus = document.activeElement as HTMLElement;
        return focus.id || focus.dataset["does"] || focus.tagName;
      }),
    );
  }
  for (const wanted of ["nav-talk", "nav-inspector", "open-settings", "start", "TEXTAREA"]) {
    assert.ok(reached.includes(wanted), `${wanted} in ${reached}`);
  }
  await page.focus('[data-does="start"]');
  await page.keyboard.press("Enter");
  await stateIs(page, "listening");
});

test("nothing is complained of in the console, and nothing comes from elsewhere", async () => {
  open = await visit(browser, "about:blank");
  const hosts = new Set<string>();
  open.page.on("request", (request) => hosts.add(new URL(request.url()).host));
  open.complaints.length = 0; // an empty page has no storage
  await open.page.goto(server.url);
  await open.page.click('[data-does="start"]');
  await stateIs(open.page, "listening");
  await server.session.spokenTurn("Hello.", ["Hi."]);
  await open.page.click("#open-settings");
  await open.page.keyboard.press("Escape");
  await open.page.click("#nav-inspector");
  await open.page.waitForSelector(".tile");
  assert.deepEqual(open.complaints, []);
  assert.deepEqual([...hosts], [new URL(server.url).host]);
});

test("the first paint comes within a second, with little JavaScript", async () => {
  const page = await start();
  const painted = await page.waitForFunction(
    () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime,
  );
  const paint = await painted.jsonValue();
  assert.ok(paint !== undefined && paint < 1000, `${paint} ms`);
  const assets = join(DIST, "assets");
  const bytes = readdirSync(assets)
    .filter((name) => name.endsWith(".js"))
    .reduce((sum, name) => sum + gzipSync(readFileSync(join(assets, name))).length, 0);
  assert.ok(bytes <= 300 * 1024, `${bytes} bytes`);
});

test("a long session does not grow the heap", { timeout: 90000 }, async () => {
  const page = await talking();
  const { session } = server;
  const heap = async () => {
    await page.evaluate(() => (globalThis as any).gc());
    return page.evaluate(() => (performance as any).memory.usedJSHeapSize as number);
  };
  // Half an hour of turns, 16 000 pieces of sound, without the waiting; nothing is played for long.
  const turns = async (count: number) => {
    for (let i = 0; i < count; ++i) {
      const id = `${i}_${Math.random()}`;
      session.startSpeech(`u${id}`);
      session.stopSpeech(`u${id}`);
      session.send({
        type: "conversation.item.input_audio_transcription.completed",
        item_id: `u${id}`,
        transcript: "Tell me more of it.",
      });
      const at = { response_id: `r${id}`, item_id: `a${id}` };
      session.send({
        type: "response.created",
        response: { id: at.response_id, status: "in_progress" },
      });
      session.send({
        type: "response.output_audio_transcript.delta",
        ...at,
        delta: "A few words of an answer. ".repeat(4),
      });
      for (let n = 0; n < 40; ++n) {
        session.send({
          type: "response.output_audio.delta",
          ...at,
          delta: Buffer.alloc(4800).toString("base64"),
        });
      }
      session.send({ type: "response.output_audio.done", ...at });
      session.send({
        type: "response.done",
        response: { id: at.response_id, status: "completed" },
      });
      await new Promise((resolve) => setTimeout(resolve, 12));
    }
    session.startSpeech(`end${count}_${Math.random()}`); // stops what is left
    await page.waitForTimeout(600);
  };
  await turns(220); // fills what is bounded: 200 entries, the log
  const before = await heap();
  await turns(400);
  const grown = (await heap()) - before;
  assert.ok(grown < 4e6, `${(grown / 1e6).toFixed(1)} MB`);
});
