// How the pages stand on screens of all sizes, and how they are gone through by keyboard.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { stateIs } from "../support/browser.ts";
import { SIGHED } from "../support/fake_server.ts";
import { until, useStage } from "../support/stage.ts";

const stage = useStage();

const PAGES = [
  "talk",
  "characters",
  "characters/captain_mo",
  "lab",
  "conversations",
  "inspector",
  "reports",
] as const;
const SIZES = [
  [320, 640],
  [390, 844],
  [844, 390],
  [861, 700], // the narrowest with two columns
  [1024, 600],
] as const;

const go = async (page: Page, where: string) => {
  await page.evaluate((hash) => (location.hash = hash), `#/${where}`);
  await page.waitForSelector(
    {
      characters: ".person",
      "characters/captain_mo": ".lint .meter",
      inspector: ".event",
      reports: ".report-line",
    }[where] ?? "main h1",
  );
};

/** A turn was spoken and is kept: no page is empty. */
async function lived(wishes: { language?: "en" | "zh" } = {}): Promise<Page> {
  const page = await stage.talking({ ...wishes, settings: { keeps: true } });
  await page.waitForTimeout(300);
  await stage.server.session.spokenTurn("What is the capital?", ["Paris, of course."], [], SIGHED);
  await stateIs(page, "listening");
  return page;
}

for (const language of ["en", "zh"] as const) {
  test(`no page is wider than the screen, whatever its size (${language})`, async () => {
    const page = await lived({ language });
    for (const where of PAGES) {
      await go(page, where);
      for (const [width, height] of SIZES) {
        await page.setViewportSize({ width, height });
        const over = await page.evaluate(() => {
          const main = document.querySelector("main")!;
          return Math.max(document.documentElement.scrollWidth, main.scrollWidth) - innerWidth;
        });
        assert.ok(over <= 0, `${where} is ${over} px too wide at ${width} × ${height}`);
      }
    }
  });
}

test("a phone on its side shows the conversation beside the button", async () => {
  const page = await lived();
  await page.setViewportSize({ width: 844, height: 390 });
  const of = async (what: string) => (await page.locator(what).boundingBox())!;
  const [button, conversation, writing] = [
    await of('[data-does="end"]'),
    await of(".conversation"),
    await of(".writing"),
  ];
  assert.ok(conversation.x > button.x + button.width, "beside it");
  assert.ok(conversation.height > 120, `${conversation.height} px high`);
  assert.ok(writing.y + writing.height <= 390, "what is written is seen");
});

test("the row of pages says to which side it goes on", async () => {
  const page = await stage.start({ width: 390, height: 844 });
  const more = () => page.getAttribute(".top nav", "data-more");
  await until("more at the end", async () => (await more()) === "end");
  await go(page, "reports");
  await until("more at the start", async () => (await more()) === "start");
  await page.setViewportSize({ width: 1280, height: 800 });
  await until("all is seen", async () => (await more()) === null);
});

test("in Chinese all pages are in one row of a phone", async () => {
  const page = await stage.start({ width: 390, height: 844, language: "zh" });
  await page.waitForTimeout(100);
  assert.equal(await page.getAttribute(".top nav", "data-more"), null);
});

test("what stands behind an empty page says what to do, and nothing is offered in vain", async () => {
  const page = await stage.start();
  await go(page, "lab");
  assert.match(await page.locator(".take-empty").first().innerText(), /Make/);
  assert.ok(await page.locator(".compare").isHidden(), "there is nothing to compare");
  await page.click("#make-A");
  await page.click("#make-B");
  await page.waitForSelector(".compare:not([hidden])");
  await go(page, "conversations");
  await page.waitForSelector(".replay .nothing");
  const [card, page_] = [await page.locator(".replay").boundingBox(), await page.locator(".keep").boundingBox()];
  assert.equal(Math.round(card!.width), Math.round(page_!.width), "no empty column beside it");
});

test("the levels of a built-in character are read without the browser's own dots", async () => {
  const page = await stage.start();
  await go(page, "characters/captain_mo");
  await page.click("#duplicate-character");
  await page.waitForSelector("#save-character");
  await page.click('summary:has-text("Temper")');
  await page.click('[aria-label="Calm – easily upset"] label:has-text("4")');
  await page.waitForFunction(() => document.querySelector(".lint .meter") !== null);
  const seen = await page.evaluate(() => {
    document.querySelectorAll("fieldset").forEach((one) => (one.disabled = true));
    const dots = [...document.querySelectorAll(".pick input")];
    return [dots.length, dots.filter((dot) => getComputedStyle(dot).opacity !== "0").length];
  });
  assert.ok(seen[0]! > 20);
  assert.equal(seen[1], 0);
});

test("Tab stops once in the list of events; arrows go through it and show each", async () => {
  const page = await lived();
  await stage.server.session.reply(["Still Paris."]);
  await page.click('[data-does="end"]');
  await go(page, "inspector");
  await page.waitForTimeout(400);
  const here = () =>
    page.evaluate(() => {
      const line = document.activeElement!.closest(".events li");
      return line === null ? -1 : [...line.parentElement!.children].indexOf(line);
    });
  await page.focus(".chips .chip.group-error");
  await page.keyboard.press("Tab");
  const last = (await page.locator(".event").count()) - 1;
  assert.equal(await here(), last, "the newest");
  await page.keyboard.press("ArrowUp");
  assert.equal(await here(), last - 1);
  await page.keyboard.press("Home");
  assert.equal(await here(), 0);
  assert.equal(await page.getAttribute(".event >> nth=0", "aria-pressed"), "true");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  const type = await page.locator(".event .type >> nth=2").textContent();
  assert.ok((await page.locator(".json").innerText()).includes(`"type": "${type}"`), type!);
  await page.keyboard.press("Tab");
  assert.equal(await here(), -1, "and leaves it");
  await page.keyboard.press("Shift+Tab");
  assert.equal(await here(), 2, "and comes back to where it was");
});

test("everything that Tab comes to is marked and in view", async () => {
  const page = await lived();
  for (const where of PAGES) {
    await go(page, where);
    if (where === "conversations") await page.click(".kept-line");
    await page.evaluate(() => document.querySelector<HTMLElement>("main")!.focus());
    for (let stops = 0; stops < 40; ++stops) {
      await page.keyboard.press("Tab");
      const found = await page.evaluate(() => {
        const now = document.activeElement!;
        if (now === document.body) return null;
        const isRinged = (one: Element | null, part?: string) =>
          one !== null && getComputedStyle(one, part).outlineStyle !== "none";
        // A slider that is drawn as a wave, a pill, the frame of what is written.
        const frame = now.closest(".wave-area, .writing, .toml-editor");
        const marked =
          isRinged(now) ||
          isRinged(now, "::after") ||
          isRinged(now.nextElementSibling) ||
          frame !== null;
        const box = now.getBoundingClientRect();
        const seen =
          box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
        return { marked, seen, what: now.outerHTML.slice(0, 120) };
      });
      if (found === null) break;
      assert.ok(found.marked, `${where}: no mark on ${found.what}`);
      assert.ok(found.seen, `${where}: not in view: ${found.what}`);
    }
  }
});

test("the picker opens at who is talked with", async () => {
  const page = await stage.start({ height: 420, settings: { persona: "rival_kai" } });
  await page.click("#choose-persona");
  const chosen = page.locator('.picker-choice[aria-pressed="true"]');
  const [choice, list] = [await chosen.boundingBox(), await page.locator(".picker-list").boundingBox()];
  assert.ok(choice!.y >= list!.y - 1 && choice!.y + choice!.height <= list!.y + list!.height + 1);
});
