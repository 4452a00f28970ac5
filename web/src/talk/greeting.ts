// The character's first words, before anybody has asked: spoken over HTTP in its voice, and told to the
// session as something it said, so that it knows.
import type { WireEvent } from "../realtime/events.ts";
import type { Settings } from "../settings.ts";
import type { Conversation, Entry } from "./conversation.ts";
import { textItem } from "./session_update.ts";

/** Finds the words; "" is none. Then calls `piece` with their sound. */
export interface Greet {
  words(settings: Settings): Promise<string>;
  speak(
    settings: Settings,
    words: string,
    piece: (samples: Float32Array<ArrayBuffer>) => void,
    signal: AbortSignal,
  ): Promise<void>;
}

export interface GreetingParts {
  readonly conversation: Conversation;
  send(event: WireEvent): boolean;
  play(item: string, samples: Float32Array<ArrayBuffer>): void;
  finish(item: string): void;
  changed(): void;
}

export class Greeting {
  private asking: AbortController | null = null;
  private readonly items = new Set<string>();
  private count = 0;

  constructor(
    private readonly greet: Greet | null,
    private readonly parts: GreetingParts,
  ) {}

  start(settings: Settings): void {
    if (this.greet !== null) void this.speak(this.greet, settings);
  }

  /** Nothing more of it; what was heard stays. */
  stop(): void {
    this.asking?.abort();
    this.asking = null;
  }

  /** The user broke in. True: it was a greeting, and the session is told what was heard of it. */
  cut(entry: Entry): boolean {
    if (!this.items.has(entry.id)) return false;
    const text = this.parts.conversation.shown(entry).trim();
    this.parts.send({ type: "conversation.item.delete", item_id: entry.id });
    if (text !== "") this.parts.send(textItem(`${entry.id}_heard`, { role: "assistant", text }));
    return true;
  }

  private async speak(greet: Greet, settings: Settings): Promise<void> {
    this.stop();
    const asking = new AbortController();
    this.asking = asking;
    const { conversation } = this.parts;
    const item = `greeting_${Date.now().toString(36)}_${++this.count}`;
    try {
      const words = await greet.words(settings);
      if (words === "" || asking.signal.aborted || conversation.entries.length > 0) return;
      await greet.speak(
        settings,
        words,
        (samples) => {
          if (asking.signal.aborted) return;
          if (!this.items.has(item)) {
            if (conversation.entries.length > 0) return asking.abort(); // the user was first
            this.items.add(item);
            conversation.addGreeting(item, words);
            this.parts.send(textItem(item, { role: "assistant", text: words }));
          }
          conversation.addGreetingSound(item, samples.length);
          this.parts.play(item, samples);
          this.parts.changed();
        },
        asking.signal,
      );
    } catch {
      // Without its sound a greeting is not missed; an error of the server shows at the first turn.
    }
    if (this.items.has(item)) {
      conversation.endGreeting(item);
      this.parts.finish(item);
      this.parts.changed();
    }
  }
}
