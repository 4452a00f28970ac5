// Keeps the conversation that goes on, if the user wants it.
import { Emitter } from "../base/emitter.ts";
import type { RealtimeClient } from "../realtime/client.ts";
import type { SettingsStore } from "../settings.ts";
import type { TalkController } from "../talk/controller.ts";
import type { KeptConversation } from "./record.ts";
import type { ConversationStore } from "./store.ts";
import { type FinishedTurn, TurnRecorder } from "./turn_recorder.ts";

interface Events {
  kept: string; // the id of the conversation that has a new turn
  failed: null;
}

export class ConversationKeeper extends Emitter<Events> {
  private readonly recorder: TurnRecorder;
  private current: KeptConversation | null = null;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    talk: TalkController,
    client: RealtimeClient,
    private readonly settings: SettingsStore,
    private readonly store: ConversationStore,
    private readonly describe: (persona: string) => { readonly id: string; readonly name: string },
  ) {
    super();
    this.recorder = new TurnRecorder(
      talk.conversation,
      (turn) => this.keep(turn),
      () => performance.now(),
    );
    client.on("received", (event) => this.isOn && this.recorder.onEvent(event));
    talk.on("pushed", () => this.isOn && this.recorder.push());
    talk.on("microphone", (samples) => this.isOn && this.recorder.onMicrophone(samples));
    talk.on("sound", ({ item, samples }) => this.isOn && this.recorder.onReplySound(item, samples));
    talk.on("changed", () => {
      if (this.isOn) this.recorder.settle((entry) => talk.conversation.sounds(entry.id));
    });
    talk.on("ended", () => this.end());
    settings.on("changed", ({ names }) => {
      if (names.includes("keeps") && !this.isOn) this.end();
    });
  }

  /** Until everything kept so far is written. */
  get written(): Promise<void> {
    return this.writing;
  }

  private get isOn(): boolean {
    return this.settings.values.keeps;
  }

  private end(): void {
    this.recorder.end();
    this.current = null;
  }

  private keep(turn: FinishedTurn): void {
    const { id, name } = this.describe(this.settings.values.persona);
    this.current ??= {
      id: crypto.randomUUID?.() ?? `${Date.now()}_${Math.random().toString(36).slice(2)}`,
      startedAt: Date.now(),
      persona: id,
      name,
      turns: 0,
      seconds: 0,
      bytes: 0,
    };
    const { current } = this;
    const seq = current.turns;
    const soundMs = (turn.sound?.length ?? 0) / 24;
    current.turns += 1;
    current.seconds = Math.max(current.seconds, (turn.startMs + soundMs) / 1000);
    current.bytes += 2 * (turn.sound?.length ?? 0) + 2 * turn.text.length;
    const snapshot = { ...current };
    this.writing = this.writing
      .then(() => this.store.add(snapshot, { conversation: current.id, seq, ...turn }))
      .then(
        () => this.emit("kept", current.id),
        () => this.emit("failed", null), // the disk is full, or a private window
      );
  }
}
