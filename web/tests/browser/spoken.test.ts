// The page, Chromium, a recorded voice as its microphone, and the real server with its models.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import type { Browser } from "playwright-core";
import { answered, openBrowser, stateIs, visit } from "../support/browser.ts";
import { Relay } from "../support/relay.ts";
import { giveVoice, speak } from "../support/voice.ts";

const PROGRAM = process.env["VV_PROGRAM"] ?? "";
const SPEECH = resolve("../tests/data/speech/librispeech-7902-96591-0001.wav");
const WORDS = ["don't", "cry", "he", "said", "i", "was", "obliged", "to", "come"]; // manifest.jsonl
const START_MS = 120000; // the models are loaded
const ANSWER_MS = 60000; // of a slow machine

const folder = mkdtempSync(join(tmpdir(), "vivavoce-web-"));
let server: ChildProcess | null = null;
let relay: Relay | null = null;
let browser: Browser | null = null;

/** 16-bit mono WAV with silence before and after. Chromium plays it again and again. */
function padded(wav: Buffer, beforeS: number, afterS: number): Buffer {
  const data = wav.indexOf("data", 12, "latin1");
  const rate = wav.readUInt32LE(24);
  const sound = wav.subarray(data + 8, data + 8 + wav.readUInt32LE(data + 4));
  const silence = (seconds: number) => Buffer.alloc(2 * Math.round(rate * seconds));
  const all = Buffer.concat([silence(beforeS), sound, silence(afterS)]);
  const header = Buffer.from(wav.subarray(0, data + 8));
  header.writeUInt32LE(data + all.length, 4);
  header.writeUInt32LE(all.length, data + 4);
  return Buffer.concat([header, all]);
}

function addressOf(program: ChildProcess): Promise<string> {
  return new Promise((found, failed) => {
    const timer = setTimeout(() => failed(new Error("the server did not start")), START_MS);
    program.on("exit", (code) => failed(new Error(`the server ended with ${code}`)));
    createInterface({ input: program.stdout! }).on("line", (line) => {
      const match = /ws:\/\/([\d.]+:\d+)/.exec(line);
      if (match === null) return;
      clearTimeout(timer);
      found(`http://${match[1]}`);
    });
  });
}

before(
  async () => {
    assert.notEqual(PROGRAM, "", "VV_PROGRAM is the program to test");
    const personas = join(folder, "personas");
    mkdirSync(personas);
    server = spawn(PROGRAM, ["serve", "--port", "0", "--personas", personas], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    let url = await addressOf(server);
    // A program that was built without the page is tested with the page beside it.
    const page = await fetch(url);
    if (page.status === 404) {
      assert.ok(process.env["VV_WEB_BESIDE"], "the program has no page in it");
      relay = new Relay(url);
      url = await relay.start();
    }
    const wav = join(folder, "microphone.wav");
    writeFileSync(wav, padded(readFileSync(SPEECH), 3, 60));
    browser = await openBrowser([`--use-file-for-fake-audio-capture=${wav}`]);
    process.env["VV_URL"] = url;
  },
  { timeout: START_MS + 30000 },
);

after(async () => {
  await browser?.close();
  await relay?.stop();
  server?.kill();
  rmSync(folder, { recursive: true, force: true });
});

test("a spoken turn from microphone to loudspeaker", { timeout: 150000 }, async () => {
  const { page, complaints } = await visit(browser!, process.env["VV_URL"] + "/", {
    // The recording is no echo of ours, and the browser must not take it for noise.
    settings: {
      echoCancellation: false,
      noiseSuppression: false,
      autoGainControl: false,
      speech: "en",
      greets: false, // it would be interrupted at once
    },
  });
  await page.click('[data-does="start"]');
  await stateIs(page, "hearing", ANSWER_MS);
  await page.waitForFunction(
    () =>
      /\w+ \w+ \w+/.test(
        document.querySelector('.entry.user[data-state="final"] .words')?.textContent ?? "",
      ),
    null,
    { timeout: ANSWER_MS },
  );
  const heard = await page.locator(".entry.user .words").first().innerText();
  console.log(`transcript: ${heard}`);
  const { state, words: reply } = await answered(page, ANSWER_MS);
  assert.equal(state, "final", reply);
  console.log(`reply: ${reply}`);
  const understood: string[] = heard.toLowerCase().match(/[a-z']+/g) ?? [];
  const right = WORDS.filter((word) => understood.includes(word)).length;
  assert.ok(right >= 6, `${right} of ${WORDS.length} words: ${heard}`);
  assert.ok(reply.length > 5, reply);
  const marks = await page.$$eval(".legend-item[data-mark]", (items) =>
    items.map((item) => item.textContent),
  );
  console.log(`seen by the page: ${marks.join(", ")}`);
  assert.ok(marks.length >= 3, marks.join());
  // Models and browser share the cores here: a late clause is no fault of the page. That the page
  // itself leaves no hole is for scripted.test.ts.
  console.log(`holes in the sound: ${await page.getAttribute("main", "data-underruns")}`);
  assert.deepEqual(complaints, []);
});

test("breaking into a spoken reply: it stops, what was heard is told, and it is answered", { timeout: 170000 }, async () => {
  const { page, complaints, context } = await visit(browser!, process.env["VV_URL"] + "/", {
    prepare: giveVoice,
    settings: { speech: "en", greets: false },
  });
  await page.click('[data-does="start"]');
  await stateIs(page, "listening", ANSWER_MS);
  await page.fill("textarea", "Tell me a long story about a ship in a storm, please.");
  await page.press("textarea", "Enter");
  await stateIs(page, "speaking", ANSWER_MS);
  await speak(page, SPEECH);
  const cut = page.locator('.entry.assistant[data-state="cut"] .words').first();
  await cut.waitFor({ timeout: ANSWER_MS });
  console.log(`heard of the story: ${await cut.innerText()}`);
  const words = page.locator('.entry.user[data-state="final"] .words').nth(1);
  await words.waitFor({ timeout: ANSWER_MS });
  console.log(`broke in with: ${await words.innerText()}`);
  const { state, words: reply } = await answered(page, ANSWER_MS);
  assert.equal(state, "final", reply);
  console.log(`reply: ${reply}`);
  await page.click("#nav-inspector");
  const seen = async (type: string) => {
    await page.fill('input[type="search"]', type);
    await page.waitForSelector(`.event:has-text("${type}")`);
  };
  await seen("conversation.item.truncate");
  await seen("vivavoce.perception.completed"); // how it was said
  assert.deepEqual(complaints, []);
  await context.close();
});

test("the plan of a take is drawn as the voice speaks it", { timeout: 120000 }, async () => {
  const { page, complaints, context } = await visit(browser!, process.env["VV_URL"] + "/", {
    path: "#/lab",
  });
  await page.fill("#lab-text", "(whispering) Come closer. (laughs) It is *only* a cat. [pause 300ms] Look!");
  await page.click("#make-A");
  const plan = page.locator('[aria-label="Take A"] .plan');
  await plan.waitFor({ timeout: ANSWER_MS });
  const words = await plan.locator(".plan-words span").allInnerTexts();
  console.log(`words of the plan: ${words.join(" ")}`);
  assert.ok(words.includes("closer") && words.includes("cat"), words.join(" "));
  const marks = await plan.locator(".plan-mark").allInnerTexts();
  assert.ok(marks.includes("laugh") && marks.some((mark) => mark.startsWith("pause")), marks.join());
  assert.ok((await plan.locator(".plan-phonemes span").count()) > 20);
  assert.ok((await plan.locator(".curve-pitch").getAttribute("d"))!.length > 300);
  assert.deepEqual(complaints, []);
  await context.close();
});

test(
  "a character is copied, renamed and saved, greets in its voice and answers",
  { timeout: 150000 },
  async () => {
    const { page, complaints, context } = await visit(browser!, process.env["VV_URL"] + "/", {
      microphone: false,
      path: "#/characters/captain_mo",
    });
    await page.waitForSelector(".lint .meter");
    await page.click("#duplicate-character");
    await page.locator('[aria-label="Name, English"]').fill("Captain Ann");
    await page.waitForSelector("#save-character:not([disabled])");
    const findings = await page.locator(".finding").allInnerTexts();
    console.log(`advice on the copy: ${findings.length}`);
    await page.click("#save-character");
    await page.waitForFunction(() =>
      /captain_mo_2 · saved/.test(document.querySelector("#draft-state")?.textContent ?? ""),
    );
    await page.click("#nav-characters");
    await page.waitForSelector('[data-id="captain_mo_2"]');
    const gallery = await page.locator(".person").count();
    assert.equal(gallery, 29);
    await page.locator('[data-id="captain_mo_2"] .second').click();
    await stateIs(page, "speaking", ANSWER_MS);
    // Whole, or what is typed interrupts it.
    const greeted = page.locator('.entry.assistant[data-state="final"] .words').first();
    await greeted.waitFor({ timeout: ANSWER_MS });
    await page.waitForFunction(
      () => !/speaking|thinking/.test(document.querySelector("main")!.dataset["state"]!),
      null,
      { timeout: ANSWER_MS },
    );
    const greeting = await greeted.innerText();
    console.log(`greeting: ${greeting}`);
    assert.ok(greeting.length > 5, greeting);
    await page.fill("textarea", "What is your name?");
    await page.press("textarea", "Enter");
    const { state, words: reply } = await answered(page, ANSWER_MS);
    assert.equal(state, "final", reply);
    console.log(`reply: ${reply}`);
    assert.ok(reply.length > 5, reply);
    assert.deepEqual(complaints, []);
    await context.close();
  },
);
