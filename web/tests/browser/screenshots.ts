// Pictures of every page in both languages and themes: node .tests/tests/browser/screenshots.js FOLDER
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DIST, openBrowser, stateIs, visit } from "../support/browser.ts";
import { FakeServer, SIGHED } from "../support/fake_server.ts";

const TALK = {
  en: {
    user: "What should I cook on a rainy evening?",
    reply: [
      "Noodles, obviously. ",
      "Big bowl, soft egg, window open so you can hear the rain. ",
      "Do you have an egg?",
    ],
    typed: "Two eggs, and some spinach.",
    second: [
      "Then you are already half a chef! ",
      "Wilt the spinach last, and call me when it smells good.",
    ],
    scene: "at a small kitchen table, warm",
    directions: [["laughs softly"], ["teasing"]],
  },
  zh: {
    user: "下雨天晚上吃点什么好？",
    reply: ["当然是泡面啊。", "加个溏心蛋，把窗开一条缝，听着雨吃。", "家里有鸡蛋吗？"],
    typed: "有两个，还有一点菠菜。",
    second: ["那你已经是半个大厨了！", "菠菜最后再下，闻到香味记得叫我。"],
    scene: "小厨房的桌边，暖暖的",
    directions: [["轻笑"], ["打趣地"]],
  },
} as const;

const folder = process.argv[2] ?? "screenshots";
const only = process.argv[3] ?? "";
mkdirSync(folder, { recursive: true });
const server = new FakeServer(DIST);
await server.start();
const browser = await openBrowser();

for (const language of ["en", "zh"] as const) {
  for (const theme of ["light", "dark"] as const) {
    for (const [width, height, size] of [
      [1280, 800, "wide"],
      [390, 844, "small"],
    ] as const) {
      const name = `${language}-${theme}-${size}`;
      if (!name.includes(only)) continue;
      const { page, context } = await visit(browser, server.url, {
        language,
        theme,
        width,
        height,
        settings: { greets: false },
      });
      const shot = (what: string) => page.screenshot({ path: join(folder, `${what}-${name}.png`) });
      await stateIs(page, "idle");
      await shot("idle");
      await page.click(".main");
      await stateIs(page, "listening");
      const words = TALK[language];
      const pace = (clause: string) => clause.length / (language === "zh" ? 12 : 40);
      server.answer = [...words.second];
      server.acting = {
        scene: words.scene,
        directions: words.directions.map((list) => [...list]),
      };
      const session = server.session;
      session.startSpeech("u1");
      session.stopSpeech("u1");
      session.send({ type: "vivavoce.perception.completed", item_id: "u1", perception: SIGHED });
      session.send({
        type: "conversation.item.input_audio_transcription.completed",
        item_id: "u1",
        transcript: words.user,
      });
      await new Promise((resolve) => setTimeout(resolve, 240));
      await session.reply([...words.reply], pace);
      await stateIs(page, "listening");
      await page.fill("textarea", words.typed);
      await page.press("textarea", "Enter");
      await page.waitForSelector(".now");
      await page.waitForTimeout(1300);
      await shot("talk");
      await page.click("#open-settings");
      await page.waitForTimeout(200);
      await shot("settings");
      await page.keyboard.press("Escape");
      await page.click("#nav-inspector");
      await page.waitForTimeout(500);
      await page.click(".event.group-response >> nth=0");
      await shot("inspector");
      if (size === "small")
        await page.screenshot({ path: join(folder, `inspector-full-${name}.png`), fullPage: true });
      await context.close();
    }
  }
}
await browser.close();
await server.stop();
