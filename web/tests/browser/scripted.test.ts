// The page in a real Chromium against a scripted server.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { keepSteps, seenWith, stateIs, stepsOf, visit, type Wishes } from "../support/browser.ts";
import { SIGHED } from "../support/fake_server.ts";
import { holesIn, lastReply, until, useStage, withoutHole } from "../support/stage.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const stage = useStage();
const { server } = stage;
const start = (wishes: Wishes = {}) => stage.start(wishes);
const talking = (wishes: Wishes = {}) => stage.talking(wishes);

test("a spoken turn: captions grow, the bar is drawn, the sound has no hole", async () => {
  const page = await talking();
  const turn = server.session.spokenTurn(
    "What is the capital?",
    ["Paris, of course. ", "Lovely in the rain."],
    ["What is ", "the capital"],
  );
  await page.waitForSelector('.entry.user:has-text("What is the capital")');
  const early = await seenWith(page, 'main[data-state="speaking"]', ".entry.assistant .words");
  await turn;
  await until(
    "the whole reply is shown",
    async () => (await lastReply(page)) === "Paris, of course. Lovely in the rain.",
  );
  assert.ok(early.join("").length < 30, `words before they are heard: ${early}`);
  assert.equal(await page.locator(".entry.user .words").innerText(), "What is the capital?");
  const marks = await page.$$eval(".legend-item[data-mark]", (items) =>
    items.map((item) => (item as HTMLElement).dataset["mark"]),
  );
  assert.deepEqual([...marks].sort(), ["audio", "heard", "text", "transcript"]);
  assert.match(await page.locator(".latency").innerText(), /after the server decided/);
  await page.click(".server-times summary");
  assert.match(await page.locator(".server-times").innerText(), /Turn ended\s+310 ms/);
  await stateIs(page, "listening");
  await withoutHole(
    3,
    async () => {
      const heard = (await page.locator(".entry.assistant").count()) + 1;
      await server.session.spokenTurn("And of Spain?", ["Madrid, where ", "it never rains."]);
      await until("heard", async () => (await page.locator(".entry.assistant").count()) === heard);
      await until("all", async () => (await lastReply(page)) === "Madrid, where it never rains.");
      await stateIs(page, "listening");
    },
    () => holesIn(page),
  );
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
    "speaker 2, new",
    "sighs",
    "quieter than usual",
    "much slower than usual",
    "sounds sad",
  ]);
  const early = await seenWith(page, ".entry.assistant .tag.scene", ".entry.assistant .tag");
  assert.deepEqual(early, ["late at night, close", "softly"]);
  await turn;
  await page.waitForSelector('.entry.assistant .tag.direction:has-text("laughs")');
  await page.click("#switch-language");
  await page.waitForSelector('.entry.user .tag.mood:has-text("听着难过")');
});

test("consent to judge moods is a switch, and a server that judges none is not asked to", async () => {
  const page = await talking();
  const told = () => server.session.of("session.update").at(-1)!["session"].vivavoce.perception;
  assert.deepEqual(told(), { events: true, prompt: true, emotion: true, identity: false });
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
  assert.deepEqual(told(), { events: true, prompt: true, emotion: false, identity: false });
  assert.ok(await page.locator(".trouble").isHidden());
});

test("voices are told apart when that is switched on, and a server that does not says so", async () => {
  const page = await talking();
  const told = () => server.session.of("session.update").at(-1)!["session"].vivavoce.perception;
  await page.click("#open-settings");
  await page.click("#set-identity");
  await until("consented", () => told().identity === true);
  await page.click("#set-identity");
  await until("withdrawn", () => told().identity === false);
  server.judgesMoods = false;
  await page.click("#set-moods");
  await page.click("#set-identity");
  await page.waitForSelector('.trouble:has-text("does not tell speakers apart")');
  await until("taken back", () => told().identity === false);
  await page.waitForSelector("#set-identity:not(:checked)");
});

test("the microphone arrives as 24 kHz sound, in real time", async () => {
  await talking();
  const { session } = server;
  const begin = session.of("input_audio_buffer.append").length;
  const since = performance.now();
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const seconds = (performance.now() - since) / 1000; // a busy machine wakes later
  const pieces = session.of("input_audio_buffer.append").slice(begin);
  const samples = pieces.reduce(
    (sum, { audio }) => sum + Buffer.from(audio, "base64").length / 2,
    0,
  );
  assert.ok(Math.abs(samples / 24000 - seconds) < 0.5, `${samples} samples in ${seconds} s`);
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
  const page = await talking({ prepare: keepSteps });
  const { session } = server;
  const story = "A very long story about a little dog who went to sea in a boat. ";
  const clauses = Array.from({ length: 5 }, () => story);
  const reply = session.reply(clauses, () => 6);
  await stateIs(page, "speaking");
  await page.waitForTimeout(900);
  session.startSpeech("barge");
  await until("truncate", () => session.of("conversation.item.truncate").length === 1);
  await reply;
  await stateIs(page, "hearing");
  // The page's own order and clock: how slow the machine is does not matter.
  const steps = await stepsOf(page);
  const barged = steps.findIndex(({ what }) => what === "input_audio_buffer.speech_started");
  assert.equal(steps[barged + 1]!.what, "flush", "nothing comes before silence");
  assert.equal(steps.slice(barged + 2).filter(({ what }) => what === "push").length, 0);
  const first = steps.find(({ what }) => what === "push")!;
  const sounded = steps[barged + 1]!.at - first.at; // ms since the first piece of sound came
  const heard: number = session.of("conversation.item.truncate")[0]!["audio_end_ms"];
  assert.ok(heard > 0 && heard < sounded + 100, `${heard} ms heard in ${sounded} ms`);
  const words = await lastReply(page);
  assert.match(words, /^A .*— interrupted$/s);
  // The words of what was heard: 64 characters are 6 s; the pace of a clause under way is estimated.
  assert.ok(words.length < (heard / 1000) * 16 + 40, `${heard} ms: ${words}`);
  session.stopSpeech("barge");
  await session.reply(["Yes?"], () => 0.5);
  await until("the next reply is heard", async () => (await lastReply(page)) === "Yes?");
});

test("a mm-hm is heard beside the conversation and changes nothing in it", async () => {
  const page = await talking({
    prepare: async (context) => {
      await context.addInitScript(() => {
        const told = globalThis as unknown as { started: number[] };
        told.started = [];
        const { start } = AudioBufferSourceNode.prototype;
        AudioBufferSourceNode.prototype.start = function (this: AudioBufferSourceNode) {
          told.started.push(this.buffer?.length ?? 0);
          start.call(this);
        };
      });
    },
  });
  const { session } = server;
  const asked = () => session.of("session.update").at(-1)!["session"].vivavoce.backchannels;
  assert.equal(asked(), true);
  session.startSpeech("long");
  await stateIs(page, "hearing");
  const audio = Buffer.alloc(9600).toString("base64"); // 0.2 s
  session.send({ type: "vivavoce.backchannel", item_id: "long", text: "Mm-hm.", audio });
  session.send({ type: "vivavoce.backchannel", item_id: "long", text: "Mm-hm.", audio: "%" });
  const heard = () => page.evaluate(() => (globalThis as unknown as { started: number[] }).started);
  await until("heard", async () => (await heard()).length > 0);
  assert.deepEqual(await heard(), [4800]);
  await stateIs(page, "hearing");
  assert.equal(await page.locator(".entry.assistant").count(), 0);
  await page.click("#open-settings");
  await page.click("#set-backchannels");
  await until("switched off", () => asked() === false);
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

for (const theme of ["light", "dark"] as const) {
  for (const language of ["en", "zh"] as const) {
    test(`no serious accessibility fault on any page (${language}, ${theme})`, async () => {
      server.acting = { scene: "late at night", directions: [["softly"]] };
      const page = await talking({ theme, language, reducedMotion: true });
      await server.session.spokenTurn("Hello.", ["Hi there, how are you?"], [], SIGHED);
      await page.waitForSelector(".tag.direction");
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
  stage.open = await visit(stage.browser!, "about:blank");
  const hosts = new Set<string>();
  stage.open.page.on("request", (request) => hosts.add(new URL(request.url()).host));
  stage.open.complaints.length = 0; // an empty page has no storage
  await stage.open.page.goto(server.url);
  await stage.open.page.click('[data-does="start"]');
  await stateIs(stage.open.page, "listening");
  await server.session.spokenTurn("Hello.", ["Hi."]);
  await stage.open.page.click("#open-settings");
  await stage.open.page.keyboard.press("Escape");
  await stage.open.page.click("#nav-inspector");
  await stage.open.page.waitForSelector(".tile");
  assert.deepEqual(stage.open.complaints, []);
  assert.deepEqual([...hosts], [new URL(server.url).host]);
});

