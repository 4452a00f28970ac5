// Chromium and the scripted server for a file of tests: made before the first, left clean after each.
import assert from "node:assert/strict";
import { after, afterEach, before } from "node:test";
import type { Browser, Page } from "playwright-core";
import { DIST, openBrowser, stateIs, visit, type Visit, type Wishes } from "./browser.ts";
import { FakeServer } from "./fake_server.ts";

export class Stage {
  server = new FakeServer(DIST);
  browser: Browser | null = null;
  open: Visit | null = null;

  /** The Talk page; who greets is tested in pages.test.ts. */
  async start(wishes: Wishes = {}): Promise<Page> {
    this.open = await visit(this.browser!, this.server.url, {
      ...wishes,
      settings: { greets: false, ...wishes.settings },
    });
    return this.open.page;
  }

  async talking(wishes: Wishes = {}): Promise<Page> {
    const page = await this.start(wishes);
    await page.click('[data-does="start"]');
    await stateIs(page, wishes.microphone === false ? "mic_denied" : "listening");
    return page;
  }
}

export function useStage(): Stage {
  const stage = new Stage();
  before(async () => {
    await stage.server.start();
    stage.browser = await openBrowser();
  });
  after(async () => {
    await stage.browser?.close();
    await stage.server.stop();
  });
  afterEach(async () => {
    await stage.open?.context.close();
    stage.open = null;
    stage.server.forget();
  });
  return stage;
}

export async function until(
  what: string,
  check: () => boolean | Promise<boolean>,
  ms = 20000,
): Promise<void> {
  for (const end = Date.now() + ms; Date.now() < end; ) {
    if (await check()) return;
    await new Promise((done) => setTimeout(done, 25));
  }
  assert.fail(`never: ${what}`);
}

/**
 * For sound that must have no hole: a machine that stands still for longer than is sent ahead makes one,
 * which is not the page's fault; what is, makes one every time. So one of `tries` must come through.
 */
export async function withoutHole(
  tries: number,
  speak: () => Promise<unknown>,
  holes: () => Promise<number>,
): Promise<void> {
  const found: number[] = [];
  for (let i = 0; i < tries; i += 1) {
    const before = await holes();
    await speak();
    found.push((await holes()) - before);
    if (found.at(-1) === 0) return;
  }
  assert.fail(`holes in the sound in each of ${tries} tries: ${found.join(", ")}`);
}

export const holesIn = async (page: Page) =>
  Number(await page.getAttribute("main", "data-underruns"));

export const lastReply = (page: Page) => page.locator(".entry.assistant .words").last().innerText();
