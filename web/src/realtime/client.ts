// A connection to the realtime endpoint that comes back by itself.
//
//   idle → connecting → open → (socket lost) → reconnecting → open
//                    ↘ refused (the server said why, or wants a key) or gone (nobody answers)
//
// `gone` still tries again, every few seconds; `refused` waits for the user. A session that the server
// keeps waiting is gone on with, no event missed or twice (`resumed`); otherwise a new one is `opened`.
import { Emitter } from "../base/emitter.ts";
import type { Resumption } from "./address.ts";
import { isWireEvent, type WireError, type WireEvent } from "./events.ts";

export type LinkState = "idle" | "connecting" | "open" | "reconnecting" | "gone" | "refused";

export interface Link {
  readonly state: LinkState;
  readonly reason: string; // of a refusal: the server's words, or "key"
}

export interface Socket {
  onmessage: ((message: { data: unknown }) => void) | null;
  onclose: ((event: { code: number; reason: string }) => void) | null;
  readonly bufferedAmount: number;
  send(text: string): void;
  close(code?: number): void;
}

export interface ClientParts {
  open(resumption: Resumption | null): Socket;
  /** Is a key wanted? Browsers do not tell a 401 from a dead server, so this asks over HTTP. */
  isKeyRefused(): Promise<boolean>;
  later(run: () => void, ms: number): () => void;
}

interface Events {
  link: Link;
  received: WireEvent;
  sent: WireEvent;
  opened: { again: boolean };
  resumed: { complete: boolean };
}

export const BACKOFF_MS = [250, 500, 1000, 2000, 4000];
const FAILURES_UNTIL_GONE = 3;
const POLICY = 1008; // model, intent or persona unknown: trying again changes nothing
const EXPIRED = 1000; // by the server: the session is over
const READY_TIMEOUT_MS = 15000; // a socket that opens and never sends session.created

export class RealtimeClient extends Emitter<Events> {
  private link: Link = { state: "idle", reason: "" };
  private socket: Socket | null = null;
  private ready = false;
  private failures = 0;
  private everOpen = false;
  private lastError: WireError | null = null;
  private token = ""; // of a session that can be gone on with
  private lastEvent = "";
  private isResuming = false;
  private cancelTimer: () => void = () => {};

  constructor(private readonly parts: ClientParts) {
    super();
  }

  get state(): LinkState {
    return this.link.state;
  }

  /** Will the session wait if the socket is lost? */
  get canResume(): boolean {
    return this.token !== "";
  }

  connect(): void {
    if (this.socket !== null) return;
    this.cancelTimer();
    this.failures = 0;
    this.everOpen = false;
    this.setLink("connecting");
    this.dial();
  }

  /** Now instead of after the pause: the network or the tab is back. */
  retryNow(): void {
    if (this.socket !== null || (this.state !== "reconnecting" && this.state !== "gone")) return;
    this.cancelTimer();
    this.dial();
  }

  disconnect(): void {
    this.cancelTimer();
    this.token = "";
    this.drop();
    this.setLink("idle");
  }

  /** False when there is nobody to send to. */
  send(event: WireEvent): boolean {
    if (this.socket === null || !this.ready) return false;
    this.socket.send(JSON.stringify(event));
    this.emit("sent", event);
    return true;
  }

  /** Bytes that wait in the browser: sound is left out when the network cannot take it. */
  get backlog(): number {
    return this.socket?.bufferedAmount ?? 0;
  }

  private dial(): void {
    this.isResuming = this.canResume;
    const socket = this.parts.open(
      this.isResuming ? { token: this.token, after: this.lastEvent } : null,
    );
    this.socket = socket;
    this.ready = false;
    this.lastError = null;
    this.cancelTimer = this.parts.later(() => this.onClose(socket, 1006), READY_TIMEOUT_MS);
    socket.onmessage = ({ data }) => this.onMessage(socket, data);
    socket.onclose = ({ code }) => void this.onClose(socket, code);
  }

  private onMessage(socket: Socket, data: unknown): void {
    if (socket !== this.socket) return;
    let event: unknown = null;
    try {
      event = typeof data === "string" ? JSON.parse(data) : null;
    } catch {
      // Not JSON: nothing that this page could act on.
    }
    if (!isWireEvent(event)) return;
    if (event.type === "error") this.lastError = event["error"] as WireError;
    this.token = tokenOf(event) ?? this.token;
    const isFirst = !this.ready && event.type === "session.created";
    if (isFirst) {
      this.cancelTimer();
      this.ready = true;
      this.failures = 0;
      this.setLink("open");
    }
    this.emit("received", event);
    if (event.type === "vivavoce.resumed") {
      return this.emit("resumed", { complete: event["complete"] === true });
    }
    // The first event of a socket that goes on says nothing of those before it.
    if (!isFirst || !this.isResuming) this.lastEvent = event.event_id ?? this.lastEvent;
    if (isFirst && !this.isResuming) {
      this.send({ type: "session.update", session: { type: "realtime", vivavoce: { resume: true } } });
      const again = this.everOpen;
      this.everOpen = true;
      this.emit("opened", { again });
    }
  }

  private async onClose(socket: Socket, code: number): Promise<void> {
    if (socket !== this.socket) return;
    const wasReady = this.ready;
    this.cancelTimer();
    this.drop();
    if (code === EXPIRED) this.token = "";
    if (this.lastError?.code === "resume_token_invalid") {
      this.token = ""; // it waited too long, or the server was started anew
      return this.dial();
    }
    if (code === POLICY || (this.lastError?.code === "session_limit_reached" && !this.everOpen)) {
      this.token = "";
      return this.setLink("refused", this.lastError?.message ?? "");
    }
    if (!wasReady && (await this.parts.isKeyRefused().catch(() => false))) {
      this.token = "";
      return this.setLink("refused", "key");
    }
    if (this.socket !== null || this.state === "idle") return; // the user was faster
    this.failures += wasReady ? 0 : 1;
    const isGone = !this.everOpen || this.failures >= FAILURES_UNTIL_GONE;
    this.setLink(isGone ? "gone" : "reconnecting");
    const pause = BACKOFF_MS[Math.min(this.failures, BACKOFF_MS.length - 1)]!;
    this.cancelTimer = this.parts.later(() => this.dial(), pause);
  }

  private drop(): void {
    const socket = this.socket;
    this.socket = null;
    this.ready = false;
    if (socket === null) return;
    socket.onmessage = socket.onclose = null;
    socket.close(1000);
  }

  private setLink(state: LinkState, reason = ""): void {
    if (this.link.state === state && this.link.reason === reason) return;
    this.link = { state, reason };
    this.emit("link", this.link);
  }
}

function tokenOf(event: WireEvent): string | undefined {
  const { session } = event as { session?: { vivavoce?: { resume?: { token?: string } | null } } };
  return session?.vivavoce?.resume?.token;
}
