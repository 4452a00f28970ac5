// Pictures of the pages beside Talk and Inspector: node .tests/tests/browser/page_shots.js FOLDER [NAME]
// VV_SERVER=http://127.0.0.1:8765 takes them of a running server.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { DIST, openBrowser, stateIs, visit } from "../support/browser.ts";
import { FakeServer, SIGHED } from "../support/fake_server.ts";

const folder = process.argv[2] ?? "screenshots";
const only = process.argv[3] ?? "";
mkdirSync(folder, { recursive: true });
const server = new FakeServer(DIST);
await server.start();
const browser = await openBrowser();
const url = process.env["VV_SERVER"] ?? server.url;

const go = async (page: Page, hash: string) => {
  await page.evaluate((to) => (location.hash = to), hash);
  await page.waitForTimeout(350);
};

async function pictures(page: Page, shot: (what: string) => Promise<unknown>): Promise<void> {
  await go(page, "#/characters");
  await page.waitForSelector(".person");
  await shot("characters");
  await go(page, "#/characters/captain_mo");
  await page.waitForSelector(".lint .meter");
  await shot("character");
  await page.click("#duplicate-character");
  await page.waitForSelector("#save-character");
  await page.waitForSelector(".lint .meter");
  await page.waitForTimeout(500);
  await page.click("#tab-file");
  await page.waitForTimeout(300);
  await shot("character-file");
  page.on("dialog", (dialog) => void dialog.accept());
  await go(page, "#/lab");
  await shot("lab-empty");
  await page.click("#make-A");
  await page.waitForSelector(".take-play");
  await page.locator(".take-tools button").nth(1).click();
  await page.waitForSelector(".wave-word");
  await page.selectOption("#voice-B", { index: 2 });
  await page.click("#make-B");
  await page.waitForFunction(() => document.querySelectorAll(".take-play").length === 2);
  await page.waitForTimeout(200);
  await shot("lab");
  await go(page, "#/reports");
  await page
    .locator(".report-line")
    .first()
    .click()
    .catch(() => {});
  await page.waitForTimeout(300);
  await shot("reports");
  await page.setInputFiles('input[type="file"]', {
    name: "turns.json",
    mimeType: "application/json",
    buffer: Buffer.from(JSON.stringify(EVALUATION)),
  });
  await page.waitForSelector(".plot-name");
  await page.waitForTimeout(200);
  await shot("reports-shares");
  await go(page, "#/conversations");
  await shot("conversations-empty");
}

const share = (count: number, of: number, low: number, high: number) => ({ count, of, low, high });
// Made up, in the shape of `vivavoce eval turns --json`.
const EVALUATION = {
  evaluation: "turns",
  command: "vivavoce eval turns set.jsonl --json turns.json",
  table: [
    { kind: "pause", language: "en", condition: "0.5 s", right: share(9, 10, 0.6, 0.98) },
    { kind: "pause", language: "zh", condition: "0.5 s", right: share(7, 10, 0.4, 0.89) },
    { kind: "backchannel", language: "zh", condition: "quiet", right: share(19, 20, 0.76, 0.99) },
  ],
};

async function conversation(
  page: Page,
  shot: (what: string) => Promise<unknown>,
  language: "en" | "zh",
): Promise<void> {
  await page.click("#keep");
  await go(page, "#/talk");
  await page.click("#choose-persona");
  await page.waitForTimeout(300);
  await shot("picker");
  await page.keyboard.press("Escape");
  await page.click('[data-does="start"]');
  await stateIs(page, "speaking");
  await page.waitForTimeout(900);
  await shot("greeting");
  await stateIs(page, "listening");
  const words =
    language === "zh"
      ? ["下雨天晚上吃点什么好？", "当然是泡面啊。", "加个溏心蛋。"]
      : ["What should I cook tonight?", "Noodles, obviously. ", "With a soft egg."];
  server.acting = {
    scene: language === "zh" ? "小厨房的桌边，暖暖的" : "at a small kitchen table, warm",
    directions: [[language === "zh" ? "轻笑" : "laughs softly"]],
  };
  await server.session.spokenTurn(words[0]!, words.slice(1), [], SIGHED);
  await stateIs(page, "listening");
  await page.waitForTimeout(300);
  await page.click('[data-does="end"]');
  await go(page, "#/conversations");
  await page.click(".kept-line");
  await page.waitForSelector(".replay-turn");
  await page.click("#replay");
  await page.waitForTimeout(2500);
  await shot("conversations");
}

for (const language of ["en", "zh"] as const) {
  for (const theme of ["light", "dark"] as const) {
    for (const [width, height, size] of [
      [1280, 800, "wide"],
      [390, 844, "small"],
    ] as const) {
      const name = `${language}-${theme}-${size}`;
      if (!name.includes(only)) continue;
      const { page, context, complaints } = await visit(browser, url, {
        language,
        theme,
        width,
        height,
      });
      const shot = (what: string) => page.screenshot({ path: join(folder, `${what}-${name}.png`) });
      await pictures(page, shot);
      if (process.env["VV_SERVER"] === undefined) await conversation(page, shot, language);
      if (complaints.length > 0) console.log(name, complaints);
      await context.close();
    }
  }
}
await browser.close();
await server.stop();
