// What goes wrong, and what the page says then: no microphone, a lost socket, a server that is started anew, a
// tab that sleeps, a key, a refusal.
import assert from "node:assert/strict";
import { test } from "node:test";
import { answered, stateIs, type Wishes } from "../support/browser.ts";
import { SIGHED } from "../support/fake_server.ts";
import { lastReply, until, useStage } from "../support/stage.ts";

const stage = useStage();
const { server } = stage;
const start = (wishes: Wishes = {}) => stage.start(wishes);
const talking = (wishes: Wishes = {}) => stage.talking(wishes);

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
  // Until the question is shown, the last answer is the one that failed.
  const asked = page.locator(".entry.user .words").last();
  await until("the question", async () => (await asked.innerText()) === "And now?");
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
  await stage.open!.context.grantPermissions(["microphone"]);
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

test("a session that waits is gone on with: the reply is heard to its end, nothing is lost", async () => {
  server.resumes = true;
  const page = await talking();
  await server.session.spokenTurn("My name is Ada.", ["Hello Ada."], [], SIGHED);
  await stateIs(page, "listening");
  const reply = server.session.reply(
    ["A story that is long enough ", "to lose the connection in it."],
    () => 1.6,
  );
  await stateIs(page, "speaking");
  await page.waitForTimeout(500);
  const sessions = server.sessions.length;
  server.session.drop();
  await page.waitForSelector('.note:has-text("nothing was lost")');
  await reply;
  await until(
    "the whole story",
    async () =>
      (await page.locator(".entry.assistant .words").last().innerText()) ===
      "A story that is long enough to lose the connection in it.",
  );
  assert.equal(server.sessions.length, sessions, "it is the same session");
  assert.equal(server.session.of("conversation.item.create").length, 0, "nothing was told again");
  assert.equal(await page.locator(".entry.user").count(), 1);
  // Then the server forgets: a new session, which is told what was said.
  server.resumes = false;
  server.session.drop();
  await until("a new session", () => server.sessions.length === sessions + 1);
  await page.waitForSelector('.note:has-text("told to the server again")');
  await until("the history", () => server.session.of("conversation.item.create").length === 3);
});

test("a server that restarts is waited for", async () => {
  const page = await talking();
  await server.stop();
  await stateIs(page, "gone", 20000);
  assert.match(await page.locator(".hint").innerText(), /\.\/run/);
  await server.start();
  await stateIs(page, "listening", 15000);
  assert.match(await page.locator(".note").innerText(), /Connected again/);
  stage.open!.complaints.length = 0; // the browser's own lines about refused connections
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
  stage.open!.complaints.length = 0; // 401 of the first try
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

test("a sound that the browser put to sleep is told, and woken by its button or by a look at the tab", async () => {
  const page = await start();
  await page.addInitScript(() => {
    const made: AudioContext[] = [];
    (globalThis as any).made = made;
    globalThis.AudioContext = class extends AudioContext {
      constructor(options?: AudioContextOptions) {
        super(options);
        made.push(this);
      }
    };
  });
  await page.reload();
  await page.click('[data-does="start"]');
  await stateIs(page, "listening");
  const sleep = () =>
    page.evaluate(() =>
      Promise.all(((globalThis as any).made as AudioContext[]).map((one) => one.suspend())),
    );
  await sleep();
  await stateIs(page, "asleep");
  assert.match(await page.locator(".hint").innerText(), /paused the sound of this tab/);
  await page.click('[data-does="wake"]');
  await stateIs(page, "listening");
  await sleep();
  await stateIs(page, "asleep");
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await stateIs(page, "listening");
  await server.session.spokenTurn("Are you there?", ["Wide awake."]);
  await until("the answer is heard", async () => (await lastReply(page)) === "Wide awake.");
});

test("a tab that was frozen and lost its socket goes on with its session", async () => {
  server.resumes = true;
  const page = await talking();
  const debug = await stage.open!.context.newCDPSession(page);
  const { session } = server;
  const sessions = server.sessions.length;
  await debug.send("Page.setWebLifecycleState", { state: "frozen" });
  session.drop();
  await session.spokenTurn("Good night.", ["Sleep well."]); // nobody hears it now
  await new Promise((resolve) => setTimeout(resolve, 1500));
  await debug.send("Page.setWebLifecycleState", { state: "active" });
  await page.waitForSelector('.note:has-text("nothing was lost")');
  await until("what was missed", async () => (await lastReply(page)) === "Sleep well.");
  assert.equal(server.sessions.length, sessions);
  await stateIs(page, "listening");
});
