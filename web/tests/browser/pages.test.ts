// Characters, voice lab, conversations and reports in a real Chromium against a scripted server.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, afterEach, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { DIST, openBrowser, stateIs, visit, type Visit, type Wishes } from "../support/browser.ts";
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
  const complaints = open?.complaints ?? [];
  await open?.context.close();
  open = null;
  server.forget();
  assert.deepEqual(
    complaints.filter((words) => !/the server responded with a status/i.test(words)),
    [],
  );
});

async function start(path: string, wishes: Wishes = {}): Promise<Page> {
  open = await visit(browser, server.url, { ...wishes, path });
  open.page.on("dialog", (dialog) => void dialog.accept());
  return open.page;
}

const names = (page: Page) => page.locator(".person h2").allInnerTexts();
const settled = (page: Page, words: RegExp) =>
  page.waitForFunction(
    (source) => new RegExp(source).test(document.querySelector("#draft-state")?.textContent ?? ""),
    words.source,
  );

test("the gallery is searched, filtered and heard", async () => {
  const page = await start("#/characters");
  await page.waitForSelector(".person");
  assert.equal((await names(page)).length, 8);
  await page.fill("#persona-search", "海盗");
  await page.waitForFunction(() => document.querySelectorAll(".person").length === 1);
  assert.deepEqual(await names(page), ["Captain Mo"]);
  await page.fill("#persona-search", "");
  await page.selectOption("#persona-kind", "storyteller");
  await page.waitForFunction(() => document.querySelectorAll(".person").length === 1);
  assert.deepEqual(await names(page), ["Luna"]);
  await page.click(".hear");
  await page.waitForSelector('.hear[aria-pressed="true"]');
  assert.deepEqual(
    server.api.spoken.map(({ voice, input }) => [voice, input]),
    [["luna_bedtime", "Lie down, and listen."]],
  );
  await page.waitForSelector('.hear[aria-pressed="false"]');
});

test("a greeting that cannot be spoken is told in the server's words", async () => {
  server.api.failsToSpeak = true;
  const page = await start("#/characters");
  await page.locator(".hear").first().click();
  await page.waitForSelector('.page-trouble:has-text("Too many requests are waiting here.")');
});

test("talk with her: the conversation begins with that character, who greets", async () => {
  const page = await start("#/characters");
  await page.locator('[data-id="captain_mo"] .second').click();
  await stateIs(page, "speaking");
  await page.waitForSelector('.entry.assistant:has-text("Ahoy")');
  const { session } = server;
  assert.equal(session.of("session.update").at(-1)!["session"].vivavoce.persona, "captain_mo");
  const told = session.of("conversation.item.create").at(-1)!["item"];
  assert.deepEqual([told.role, told.content[0].text], ["assistant", "Ahoy! Who comes aboard?"]);
  assert.match(await page.locator("#choose-persona").innerText(), /Captain Mo/);
  await stateIs(page, "listening");
  assert.equal(
    await page.locator(".entry.assistant .words").innerText(),
    "Ahoy! Who comes aboard?",
  );
});

test("the picker changes who speaks, in a new conversation", async () => {
  const page = await start("", { settings: { greets: false } });
  await page.click('[data-does="start"]');
  await stateIs(page, "listening");
  await page.click("#choose-persona");
  await page.fill(".picker-dialog input", "nova");
  await page.click('.picker-choice:has-text("Nova")');
  await page.waitForFunction(() =>
    /Nova/.test(document.querySelector("#choose-persona")!.textContent!),
  );
  await stateIs(page, "listening");
  assert.equal(
    server.session.of("session.update").at(-1)!["session"].vivavoce.persona,
    "nova_quiz",
  );
});

test("breaking into the greeting stops it, and the session is told what was heard", async () => {
  const page = await start("", { settings: { persona: "rival_kai" } });
  await page.click('[data-does="start"]');
  await stateIs(page, "speaking");
  await page.waitForTimeout(400);
  const { session } = server;
  session.startSpeech("barge");
  await stateIs(page, "hearing");
  await page.waitForFunction(() =>
    /interrupted/.test(document.querySelector(".entry.assistant")!.textContent!),
  );
  const waiting = Date.now() + 3000;
  while (session.of("conversation.item.delete").length === 0 && Date.now() < waiting)
    await page.waitForTimeout(25);
  assert.equal(session.of("conversation.item.delete").length, 1);
  assert.equal(session.of("conversation.item.truncate").length, 0);
});

test("a copy is changed in the form, checked, saved and talked with", async () => {
  const page = await start("#/characters/captain_mo");
  await page.waitForSelector(".lint .meter");
  assert.ok(await page.locator("fieldset input").first().isDisabled());
  await page.click("#duplicate-character");
  await settled(page, /captain_mo_2 · not saved yet/);
  await page.waitForSelector(".finding.warning");
  const name = page.locator('[aria-label="Name, English"]');
  await name.fill("");
  await page.locator('[aria-label="Name, Chinese"]').fill("");
  await page.waitForSelector(".field-mark.error");
  assert.ok(await page.locator("#save-character").isDisabled());
  await page.click(".finding.error");
  assert.match(
    await page.evaluate(() => document.activeElement!.getAttribute("aria-label")!),
    /^Name/,
  );
  await name.fill("Captain Ann");
  await page.waitForSelector("#save-character:not([disabled])");
  await page.click("#save-character");
  await settled(page, /captain_mo_2 · saved/);
  assert.deepEqual(server.api.own.get("captain_mo_2")!["record"].identity.name, {
    en: "Captain Ann",
  });
  await page.click(".back");
  await page.waitForSelector('[data-id="captain_mo_2"]');
  assert.ok((await names(page)).includes("Captain Ann"));
});

test("every field is in the form: lists grow and shrink, levels and voices are set", async () => {
  const page = await start("#/characters/captain_mo");
  await page.waitForSelector(".lint .meter");
  assert.equal(await page.locator('summary:has-text("Temper")').count(), 0, "it says nothing of it");
  await page.click("#duplicate-character");
  await settled(page, /captain_mo_2 · not saved yet/);
  assert.equal(await page.locator(".form-group").count(), 11);
  await page.click('summary:has-text("Temper")');
  await page.click('[aria-label="Calm – easily upset"] label:has-text("4")');
  await page.click('summary:has-text("Feelings")');
  await page.click('button:has-text("Add · Emotions")');
  await page.click('summary:has-text("Feelings")'); // closed again
  await page.click(".finding.error");
  assert.equal(
    await page.evaluate(() => document.activeElement!.getAttribute("aria-label")),
    "Emotions 1, When, Chinese",
    "the group opens at the field of a mistake",
  );
  assert.equal(await page.locator(".entry-card .field-mark.error").count(), 1);
  await page.fill('[aria-label="Emotions 1, When, Chinese"]', "有人勇敢");
  await page.fill('[aria-label="Emotions 1, When, English"]', "someone is brave");
  await page.fill('[aria-label="Emotions 1, Feels, English"]', "pride");
  await page.click('button:has-text("Add · Boundaries")');
  await page.click('[aria-label="Boundaries 1, remove"]');
  await page.selectOption('[aria-label="Laughs"]', "often");
  await page.locator('[aria-label="Pitch"]').fill("-2");
  await page.click('summary:has-text("Model and file")');
  await page.fill('[aria-label="Temperature"]', "0.7");
  await page.fill('[aria-label="Other names, with commas"]', "mo, cap");
  await page.click('[aria-label="After the written prompt"] label:has-text("manner")');
  await page.waitForSelector("#save-character:not([disabled])");
  await page.click("#save-character");
  await settled(page, /captain_mo_2 · saved/);
  const { record } = server.api.own.get("captain_mo_2")!;
  assert.deepEqual(record.emotions, [
    { when: { en: "someone is brave", zh: "有人勇敢" }, feeling: { en: "pride" } },
  ]);
  assert.equal(record.boundaries, undefined);
  assert.deepEqual(record.personality, { neuroticism: 4 });
  assert.deepEqual([record.voice.laughs, record.voice.pitch], ["often", -2]);
  assert.deepEqual(record.sampling, { temperature: 0.7 });
  assert.deepEqual([record.aliases, record.rendering], [["mo", "cap"], { sections: ["manner"] }]);
});

test("the file and the form are one draft; a mistake marks its line", async () => {
  const page = await start("#/characters/captain_mo");
  await page.click("#duplicate-character");
  await settled(page, /not saved yet/);
  await page.waitForSelector(".lint .meter");
  await page.click("#tab-file");
  const file = page.locator(".toml");
  const text = await file.inputValue();
  assert.match(text, /captain_mo_2/);
  await file.fill(text.replace("Captain Mo", "Captain Eve"));
  await page.waitForFunction(() => document.querySelector("h1")!.textContent === "Captain Eve");
  await page.click("#tab-form");
  assert.equal(await page.locator('[aria-label="Name, English"]').inputValue(), "Captain Eve");
  await page.click("#tab-file");
  await file.fill("format = 1\nid = oops");
  await page.waitForSelector(".gutter .line.error");
  assert.equal(await page.locator(".gutter .line.error").innerText(), "2");
  assert.ok(await page.locator("#save-character").isDisabled());
  await page.waitForSelector('.finding:has-text("expected a value"):not(:has-text("不是"))');
  await page.click("#switch-language");
  await page.waitForSelector('.finding:has-text("不是有效的 TOML")');
});

test("a draft outlives a visit to another page and a change of language", async () => {
  const page = await start("#/characters");
  await page.waitForSelector(".person");
  await page.click("#new-character");
  await settled(page, /my_character_2/);
  await page.locator('[aria-label="Name, English"]').fill("Ada");
  await page.click("#switch-language");
  await page.waitForFunction(() => document.querySelector("h1")?.textContent === "Ada");
  await page.click("#nav-lab");
  await page.click("#nav-characters");
  await page.click('.person.draft a:has-text("my_character_2")');
  await page.waitForFunction(() => document.querySelector("h1")?.textContent === "Ada");
});

test("a card that is dropped becomes a draft; a broken one is told", async () => {
  const page = await start("#/characters");
  await page.waitForSelector(".person");
  const drop = (name: string, text: string) =>
    page.evaluate(
      ([file, content]) => {
        const data = new DataTransfer();
        data.items.add(new File([content!], file!));
        const main = document.querySelector("main")!;
        main.dispatchEvent(
          new DragEvent("dragover", { dataTransfer: data, bubbles: true, cancelable: true }),
        );
        main.dispatchEvent(
          new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }),
        );
      },
      [name, text],
    );
  await drop("odd.png", "not a card");
  await page.waitForSelector('.page-trouble:has-text("odd.png: This is no usable card")');
  await drop("ada.json", JSON.stringify({ name: "Ada", first_mes: "Mind the wires." }));
  await settled(page, /ada · not saved yet/);
  assert.equal(
    await page.locator('[aria-label="Greetings, one a line, English"]').inputValue(),
    "Mind the wires.",
  );
  await page.waitForSelector("#save-character:not([disabled])");
  await page.click("#save-character");
  await settled(page, /ada · saved/);
  const file = page.waitForEvent("download");
  await page.selectOption("#export-character", "png");
  assert.equal((await file).suggestedFilename(), "ada.png");
  await page.click('button:has-text("Delete")');
  await page.waitForSelector('[data-id="captain_mo"]');
  assert.equal(server.api.own.size, 0);
});

test("two takes are made, drawn, heard, compared and downloaded", async () => {
  const page = await start("#/lab");
  await page.waitForFunction(() => document.querySelectorAll("#voice-A option").length > 8);
  await page.fill("#lab-text", "It started to rain.");
  await page.click('.lab-text .chip:has-text("pause")');
  assert.equal(await page.inputValue("#lab-text"), "It started to rain. (pause) ");
  await page.selectOption("#voice-A", "captain_mo");
  await page.fill("#scene-A", "whisper");
  await page.click("#make-A");
  await page.waitForSelector('[aria-label="Take A"] .wave path');
  const [wish] = server.api.spoken;
  assert.deepEqual(
    [wish!["voice"], wish!["instruction"], wish!["input"]],
    ["captain_mo", "whisper", "It started to rain. (pause)"],
  );
  const plan = page.locator('[aria-label="Take A"] .plan');
  assert.deepEqual(await plan.locator(".plan-words span").allInnerTexts(), [
    "It",
    "started",
    "to",
    "rain.",
  ]);
  assert.match((await plan.locator(".pitch svg").getAttribute("aria-label"))!, /\d+ Hz \(/);
  assert.ok((await plan.locator(".curve-pitch").getAttribute("d"))!.length > 200);
  assert.equal(await plan.locator(".plan-mark").innerText(), "pause 600 ms");
  assert.ok(await page.locator(".plan-compare").isHidden());
  await page.selectOption("#voice-B", "zf_xiaoxiao");
  await page.click("#make-B");
  await page.waitForSelector(".plan-compare .curve-A + .curve-B");
  assert.equal(await page.locator(".plan-compare .plan-words").count(), 2);
  await page.waitForSelector('[aria-label="Take B"] .take-play');
  await page.click('[aria-label="Take A"] button:has-text("Hear it back")');
  await page.waitForSelector(".wave-word");
  assert.deepEqual(await page.locator(".wave-word").allInnerTexts(), [
    "It",
    "started",
    "to",
    "rain.",
  ]);
  await page.click('[aria-label="Take A"] .take-play');
  await page.waitForSelector('[aria-label="Stop A"]');
  await page.waitForFunction(
    () => Number(document.querySelector<SVGElement>(".wave-head")!.getAttribute("x")) > 5,
  );
  await page.click('button:has-text("Blind")');
  await page.waitForSelector(".blind button");
  assert.equal(
    await page.locator('[aria-label^="Stop"]').count(),
    0,
    "a blind test does not show what plays",
  );
  await page.locator(".blind button").first().click();
  assert.match(await page.locator(".blind").innerText(), /(Right|No): [AB]/);
  const file = page.waitForEvent("download");
  await page.click('[aria-label="Take B"] button:has-text("Download")');
  const wav = readFileSync(await (await file).path());
  assert.equal(wav.toString("latin1", 0, 4), "RIFF");
  assert.equal(wav.readUInt32LE(40), wav.length - 44);
});

async function talkOnce(page: Page): Promise<void> {
  await page.click("#nav-talk");
  await page.click('[data-does="start"]');
  await stateIs(page, "listening");
  await page.waitForTimeout(500);
  await server.session.spokenTurn("What is the capital?", ["Paris, of course."], [], SIGHED);
  await stateIs(page, "listening");
  await page.click('[data-does="end"]');
  await page.click("#nav-conversations");
}

test("nothing is kept until it is wanted; then a conversation is heard again, exported and deleted", async () => {
  const page = await start("#/conversations", { settings: { greets: false } });
  server.acting = { scene: "on a bridge", directions: [["proudly"]] };
  assert.equal(await page.locator("#keep").isChecked(), false);
  await talkOnce(page);
  await page.waitForSelector(".replay .nothing");
  assert.equal(await page.locator(".kept-line").count(), 0);
  await page.click("#keep");
  await talkOnce(page);
  await page.waitForSelector(".kept-line");
  await page.reload();
  await page.click(".kept-line");
  await page.waitForSelector(".replay-turn");
  assert.deepEqual(await page.locator(".replay-turn .words").allInnerTexts(), [
    "What is the capital?",
    "Paris, of course.",
  ]);
  assert.deepEqual(await page.locator(".replay-turn .tag").allInnerTexts(), [
    "speaker 2, new",
    "sighs",
    "quieter than usual",
    "much slower than usual",
    "sounds sad",
    "on a bridge",
    "proudly",
  ]);
  await page.waitForSelector(".track svg");
  const line = await page.locator(".track-pitch.assistant").getAttribute("d");
  assert.ok(line!.length > 100, line!);
  await page.click("#replay");
  await page.waitForSelector(".replay-turn[data-now]");
  await page.waitForSelector(".track .plan-head:not([hidden])");
  const saved = async (kind: string) => {
    const file = page.waitForEvent("download");
    await page.click(`.replay-tools button:has-text("${kind}")`);
    return readFileSync(await (await file).path());
  };
  const wav = await saved("WAV");
  assert.equal(wav.readUInt16LE(22), 2);
  const seconds = (wav.length - 44) / 4 / 24000;
  assert.ok(seconds > 1 && seconds < 12, String(seconds));
  const right = Array.from({ length: 24000 }, (_, i) =>
    Math.abs(wav.readInt16LE(wav.length - 2 - 4 * i)),
  );
  assert.ok(Math.max(...right) > 1000, "the reply is on the right");
  assert.match(
    String(await saved("SRT")),
    /^1\n00:00:00,\d{3} --> [\s\S]*You: What is the capital\?/,
  );
  const json = JSON.parse(String(await saved("JSON")));
  assert.deepEqual(
    json.turns.map(({ role }: { role: string }) => role),
    ["user", "assistant"],
  );
  assert.equal(json.turns[0].perception.events[0].type, "sigh");
  assert.deepEqual(json.turns[1].acting, {
    scene: "on a bridge",
    directions: [{ words: "proudly", at_ms: 0 }],
  });
  await page.click('.replay-tools button:has-text("Delete")');
  await page.waitForFunction(() => document.querySelectorAll(".kept-line").length === 0);
  await page.reload();
  await page.waitForSelector(".replay .nothing");
  assert.equal(await page.locator(".kept-line").count(), 0);
});

test("reports of the server and dropped ones are drawn with their command", async () => {
  const page = await start("#/reports");
  await page.click('.report-line:has-text("latency.json")');
  await page.waitForSelector(".plot");
  assert.match(await page.locator(".report-facts").innerText(), /vivavoce bench latency --json/);
  assert.match(
    (await page.locator(".plot").first().getAttribute("aria-label"))!,
    /First token 590 \/ 960/,
  );
  assert.equal(await page.locator(".plot circle").count(), 8);
  await page.setInputFiles('input[type="file"]', {
    name: "odd.json",
    mimeType: "application/json",
    buffer: Buffer.from("[1]"),
  });
  await page.waitForSelector('.page-trouble:has-text("not a report")');
  await page.setInputFiles('input[type="file"]', {
    name: "eval.json",
    mimeType: "application/json",
    buffer: Buffer.from(
      JSON.stringify({
        eval: "persona <b>",
        command: "vivavoce eval",
        rate: 0.75,
        cases: [{ id: "<img>", ok: true }],
        runs: [
          {
            persona: "xiao_yue",
            guard: "on",
            attacks: { task: { out_of_character: { count: 1, of: 20, low: 0.01, high: 0.24 } } },
          },
        ],
      }),
    ),
  });
  await page.waitForSelector('.report-title:has-text("persona <b>")');
  assert.match(await page.locator(".report-main").innerText(), /0\.75[\s\S]*<img>/);
  assert.equal(
    await page.locator(".plot").getAttribute("aria-label"),
    "out_of_character: xiao_yue · on · attacks · task 1/20",
  );
});

test("with a key, the pages ask with it; without, they say what the server says", async () => {
  server.key = "secret";
  const page = await start("#/characters");
  await page.waitForSelector(".page-trouble:not([hidden])");
  await page.click("#open-settings");
  await page.fill("#set-key", "secret");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Escape");
  await page.waitForSelector(".person");
});

test("the gallery and the tabs of a character work by keyboard", async () => {
  const page = await start("#/characters");
  await page.waitForSelector(".person");
  await page.focus('[data-id="captain_mo"] a');
  await page.keyboard.press("Enter");
  await page.waitForSelector("#tab-form");
  await page.focus("#tab-form");
  await page.keyboard.press("ArrowRight");
  await page.waitForSelector(".toml");
  assert.equal(await page.evaluate(() => document.activeElement!.id), "tab-file");
});

for (const theme of ["light", "dark"] as const) {
  for (const [language, width] of [
    ["en", 1280],
    ["zh", 390],
  ] as const) {
    test(`no serious accessibility fault, nothing wider than the screen (${language}, ${theme}, ${width})`, async () => {
      const settings = { greets: false, keeps: true };
      const wishes = { theme, language, width, reducedMotion: true, settings };
      const page = await start("#/characters", wishes);
      server.acting = { scene: "on a bridge", directions: [["proudly"]] };
      const check = async (where: string) => {
        await page.evaluate(AXE);
        const faults = await page.evaluate(async () => {
          const { violations } = await (globalThis as any).axe.run(document);
          return violations
            .filter(({ impact }: any) => impact === "serious" || impact === "critical")
            .map(
              ({ id, nodes }: any) =>
                `${id}: ${nodes.map((node: any) => node.html.slice(0, 160)).join(" ; ")}`,
            );
        });
        assert.deepEqual(faults, [], where);
        const wide = await page.evaluate(() => {
          const main = document.querySelector("main")!;
          return Math.max(document.documentElement.scrollWidth, main.scrollWidth) - innerWidth;
        });
        assert.ok(wide <= 0, `${where} is ${wide} px too wide`);
      };
      await page.waitForSelector(".person");
      await check("characters");
      await page.click('[data-id="captain_mo"] a');
      await page.waitForSelector(".lint .meter");
      await page.click("#duplicate-character");
      await page.waitForSelector("#save-character");
      await page.waitForSelector(".finding");
      await page.click(".prompt summary");
      await page.evaluate(() =>
        document.querySelectorAll("details").forEach((one) => (one.open = true)),
      );
      for (const add of await page.locator(".add-entry").all()) await add.click();
      await check("form");
      await page.click("#tab-file");
      await check("file");
      await page.evaluate(() => (location.hash = "#/lab"));
      await page.click("#make-A");
      await page.click("#make-B");
      await page.waitForSelector(".plan-compare .curve-B");
      await check("lab");
      await page.evaluate(() => (location.hash = "#/reports"));
      await page.click(".report-line");
      await page.waitForSelector(".plot");
      await check("reports");
      await talkOnce(page);
      await page.click(".kept-line");
      await page.waitForSelector(".replay-turn .tag");
      await page.waitForSelector(".track svg");
      await check("conversations");
      await page.evaluate(() => (location.hash = "#/talk"));
      await page.click("#choose-persona");
      await page.waitForSelector(".picker-choice");
      await check("picker");
    });
  }
}
