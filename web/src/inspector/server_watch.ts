// Asks the server how it is, every two seconds while somebody looks.
import { Emitter } from "../base/emitter.ts";
import { keyHeaders } from "../realtime/address.ts";
import { parseMetrics, type Sample } from "./metrics.ts";

export interface ServerState {
  readonly health: "ok" | "down" | "key";
  readonly sessions: number;
  readonly samples: readonly Sample[];
}

const EVERY_MS = 2000;
const MOST_POINTS = 90; // three minutes

export class ServerWatch extends Emitter<{ changed: ServerState }> {
  readonly history: number[] = []; // sessions
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isOn = false;

  constructor(private readonly key: () => string) {
    super();
  }

  start(): void {
    this.isOn = true;
    void this.ask();
  }

  stop(): void {
    this.isOn = false;
    clearTimeout(this.timer);
  }

  private async ask(): Promise<void> {
    const state = document.hidden ? null : await this.read();
    if (!this.isOn) return;
    if (state !== null) {
      this.history.push(state.sessions);
      if (this.history.length > MOST_POINTS) this.history.shift();
      this.emit("changed", state);
    }
    this.timer = setTimeout(() => void this.ask(), EVERY_MS);
  }

  private async read(): Promise<ServerState> {
    try {
      const signal = AbortSignal.timeout(EVERY_MS);
      const health = (await (await fetch("/healthz", { signal })).json()) as { sessions?: number };
      const sessions = health.sessions ?? 0;
      const reply = await fetch("/metrics", { signal, headers: keyHeaders(this.key()) });
      if (reply.status === 401) return { health: "key", sessions, samples: [] };
      return { health: "ok", sessions, samples: parseMetrics(await reply.text()) };
    } catch {
      return { health: "down", sessions: 0, samples: [] };
    }
  }
}
