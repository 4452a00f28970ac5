// Chromium with a microphone that beeps, and pages that tell of every complaint in their console.
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";

export const DIST = resolve(process.env["VV_WEB_DIST"] ?? "dist");
const PROGRAMS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

export async function openBrowser(more: string[] = []): Promise<Browser> {
  const program = process.env["VV_CHROMIUM"] ?? PROGRAMS.find((path) => existsSync(path));
  if (program === undefined) throw new Error("no Chromium: install the Debian package chromium");
  if (!existsSync(join(DIST, "index.html"))) throw new Error(`no page in ${DIST}: npm run build`);
  return chromium.launch({
    executablePath: program,
    args: [
      "--no-sandbox", // containers run as root
      "--use-fake-device-for-media-stream",
      "--autoplay-policy=user-gesture-required",
      "--disable-dev-shm-usage",
      "--disable-features=Translate,MediaRouter",
      "--js-flags=--expose-gc",
      ...more,
    ],
  });
}

export interface Visit {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly complaints: string[];
}

export interface Wishes {
  readonly language?: "zh" | "en";
  readonly theme?: "light" | "dark";
  readonly microphone?: boolean;
  readonly width?: number;
  readonly height?: number;
  readonly settings?: Record<string, unknown>;
  readonly reducedMotion?: boolean;
  readonly path?: string;
  readonly prepare?: (context: BrowserContext) => Promise<void>; // before the page is opened
}

export async function visit(browser: Browser, url: string, wishes: Wishes = {}): Promise<Visit> {
  const { language = "en", theme = "light", microphone = true } = wishes;
  const context = await browser.newContext({
    viewport: { width: wishes.width ?? 1280, height: wishes.height ?? 800 },
    locale: language === "zh" ? "zh-CN" : "en-US",
    colorScheme: theme,
    permissions: microphone ? ["microphone"] : [],
    reducedMotion: wishes.reducedMotion ? "reduce" : "no-preference",
  });
  await context.addInitScript(
    (stored) => {
      if (localStorage.getItem("vivavoce.settings") === null) {
        localStorage.setItem("vivavoce.settings", stored);
      }
    },
    JSON.stringify(wishes.settings ?? {}),
  );
  await wishes.prepare?.(context);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.setDefaultTimeout(20000);
  await page.goto(url + (wishes.path ?? ""));
  return { context, page, complaints };
}

export interface Step {
  readonly what: string; // an event's type, or what the loudspeaker is told: push, finish, flush
  readonly at: number; // ms, by the page's clock
}

/** For `prepare`: lets the page keep what came over its socket and went to its loudspeaker, in order. */
export async function keepSteps(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const steps: Step[] = [];
    (globalThis as unknown as { steps: Step[] }).steps = steps;
    const keep = (what: string) => steps.push({ what, at: performance.now() });
    globalThis.WebSocket = class extends WebSocket {
      constructor(url: string | URL, protocols?: string | string[]) {
        super(url, protocols);
        this.addEventListener("message", ({ data }) => keep(JSON.parse(String(data)).type));
      }
    };
    const { postMessage } = MessagePort.prototype;
    MessagePort.prototype.postMessage = function (this: MessagePort, ...told: any[]) {
      if (/^(push|finish|flush)$/.test(told[0]?.kind)) keep(told[0].kind);
      postMessage.apply(this, told as [unknown]);
    };
  });
}

export const stepsOf = (page: Page): Promise<Step[]> =>
  page.evaluate(() => (globalThis as unknown as { steps: Step[] }).steps);

export function stateIs(page: Page, state: string, timeout = 20000): Promise<unknown> {
  return page.waitForSelector(`main[data-state="${state}"]`, { timeout });
}

/** What `texts` say in the frame in which `sign` is there first: no round trip lies between. */
export async function seenWith(page: Page, sign: string, texts: string): Promise<string[]> {
  const seen = await page.waitForFunction(
    ([sign, texts]) =>
      document.querySelector(sign!) &&
      [...document.querySelectorAll<HTMLElement>(texts!)].map(({ innerText }) => innerText),
    [sign, texts],
  );
  return (await seen.jsonValue())!;
}

export interface Answer {
  readonly state: string; // final, cut, failed, or "trouble": the server refused
  readonly words: string; // of the reply, or the server's about what went wrong
}

/**
 * The reply to the newest words of the user, once it has ended one way or another and is no longer heard.
 * What stands before those words (a greeting, an older reply) does not count.
 */
export async function answered(page: Page, timeout: number): Promise<Answer> {
  const found = await page.waitForFunction(
    () => {
      const trouble = document.querySelector<HTMLElement>(".trouble:not([hidden]) p");
      if (trouble !== null) return { state: "trouble", words: trouble.innerText };
      const entries = [...document.querySelectorAll<HTMLElement>(".conversation > .entry")];
      const asked = entries.findLastIndex((entry) => entry.classList.contains("user"));
      const reply = entries
        .slice(asked + 1)
        .findLast((entry) => !entry.hidden && entry.dataset["state"] !== "live");
      if (asked < 0 || reply === undefined) return null;
      const state = reply.dataset["state"]!;
      const isHeard = /speaking|thinking/.test(document.querySelector("main")!.dataset["state"]!);
      if (state === "final" && isHeard) return null;
      return { state, words: reply.querySelector<HTMLElement>(".words")!.innerText };
    },
    null,
    { timeout },
  );
  return (await found.jsonValue())!;
}
