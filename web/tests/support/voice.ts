// A microphone that a test speaks into: what is played by `speak` is what the page hears, at the moment at
// which a test wants it.
import { readFileSync } from "node:fs";
import type { BrowserContext, Page } from "playwright-core";

/** Before the page is opened. */
export async function giveVoice(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    let context: AudioContext | null = null;
    let mouth: MediaStreamAudioDestinationNode | null = null;
    navigator.mediaDevices.getUserMedia = async () => {
      context = new AudioContext();
      mouth = context.createMediaStreamDestination();
      await context.resume();
      return mouth.stream;
    };
    (globalThis as any).speak = async (wav: string) => {
      const bytes = Uint8Array.from(atob(wav), (letter) => letter.charCodeAt(0));
      const sound = await context!.decodeAudioData(bytes.buffer);
      const source = context!.createBufferSource();
      source.buffer = sound;
      source.connect(mouth!);
      source.start();
      return sound.duration;
    };
  });
}

/** Begins to say the recording; resolves to its length, s. */
export function speak(page: Page, wavFile: string): Promise<number> {
  const wav = readFileSync(wavFile).toString("base64");
  return page.evaluate((bytes) => (globalThis as any).speak(bytes) as Promise<number>, wav);
}
