// Speaks a character's greeting in its own voice, outside a conversation.
import type { ClipPlayer } from "../audio/clip_player.ts";
import { Emitter } from "../base/emitter.ts";
import type { PersonaSummary } from "../server/personas.ts";
import type { SpeechApi } from "../server/speech.ts";
import { wordsOf } from "./store.ts";

interface Events {
  changed: null;
  trouble: string; // the server's words, or "server_down"
}

export function greetingOf(persona: PersonaSummary, tongue: "en" | "zh"): string {
  return persona.greeting[tongue] || persona.greeting[tongue === "en" ? "zh" : "en"];
}

export class Greeter extends Emitter<Events> {
  private current = "";
  private asking: AbortController | null = null;

  constructor(
    private readonly speech: SpeechApi,
    private readonly clips: ClipPlayer,
  ) {
    super();
    clips.on("changed", () => {
      if (this.current !== "" && this.clips.playing !== nameOf(this.current)) this.stop();
    });
  }

  /** Whose greeting is asked for or heard. */
  get greeting(): string {
    return this.current;
  }

  /** Begins, or ends the one that is heard. From a click. */
  toggle(persona: PersonaSummary, tongue: "en" | "zh"): void {
    const again = this.current === persona.id;
    this.stop();
    if (!again) void this.greet(persona, tongue);
  }

  stop(): void {
    this.asking?.abort();
    this.asking = null;
    if (this.current === "") return;
    this.current = "";
    this.clips.stop();
    this.emit("changed", null);
  }

  private async greet(persona: PersonaSummary, tongue: "en" | "zh"): Promise<void> {
    const asking = new AbortController();
    const name = nameOf(persona.id);
    this.clips.open(name);
    this.asking = asking;
    this.current = persona.id;
    this.emit("changed", null);
    try {
      await this.speech.speak(
        { text: greetingOf(persona, tongue), voice: persona.id },
        (samples) => this.clips.add(name, samples),
        asking.signal,
      );
      this.clips.finish(name);
    } catch (error) {
      if (asking.signal.aborted) return;
      this.stop();
      this.emit("trouble", wordsOf(error));
    }
  }
}

function nameOf(id: string): string {
  return `greeting ${id}`;
}
