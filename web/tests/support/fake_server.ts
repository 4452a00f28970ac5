// A small server that speaks the realtime protocol by script: it serves the built page, answers as
// docs/realtime.md says, and does what a test asks of it (a spoken turn, a barge-in, a lost socket).
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { FakeApi } from "./fake_api.ts";
import { WebSocketServer, type WebSocket } from "ws";

export interface AnyEvent {
  type: string;
  [key: string]: any;
}

export type AnyPerception = Record<string, unknown>;

/** A sigh, much slower and a bit quieter than usual, in a sad mood. */
export const SIGHED: AnyPerception = {
  speech_seconds: 1.4,
  voice_quality: "modal",
  pauses: { count: 1, mean_ms: 240 },
  against_usual: { level: -1.4, rate: -2.6, pitch: 0.3, pitch_range: null },
  events: [
    { type: "sigh", start_ms: 40, end_ms: 420, confidence: 0.8 },
    { type: "breath", start_ms: 500, end_ms: 600, confidence: 0.9 },
  ],
  emotion: { category: "sad", confidence: 0.7, valence: -0.6, arousal: -0.3 },
  identity: { verdict: "new", speaker: 2, confidence: 0.9, similarity: 0.31 },
};

const RATE = 24000;
const PIECE_MS = 100;
const AHEAD_MS = 400; // as the real server: sound is sent this far ahead of playback
const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

export const METRICS = `# TYPE vivavoce_user_turns_total counter
vivavoce_user_turns_total 12
vivavoce_responses_total{status="completed"} 11
vivavoce_responses_total{status="cancelled"} 3
vivavoce_reply_seconds_total 74.25
vivavoce_error_events_total 1
${[
  ["end_of_turn", 0.42, 0.6],
  ["first_token", 0.51, 0.8],
  ["first_audio", 0.74, 1.1],
]
  .map(
    ([stage, low, high]) => `vivavoce_turn_latency_seconds_bucket{stage="${stage}",le="${low}"} 7
vivavoce_turn_latency_seconds_bucket{stage="${stage}",le="${high}"} 12
vivavoce_turn_latency_seconds_bucket{stage="${stage}",le="+Inf"} 12
vivavoce_turn_latency_seconds_sum{stage="${stage}"} ${Number(low) * 12}
vivavoce_turn_latency_seconds_count{stage="${stage}"} 12`,
  )
  .join("\n")}
`;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export class FakeSession {
  readonly received: AnyEvent[] = [];
  readonly token = `token_${Math.random().toString(36).slice(2)}`;
  private log: AnyEvent[] = []; // of a session that waits when its socket is lost
  private count = 0;
  private cancel: ((reason: string) => void) | null = null;

  constructor(
    private socket: WebSocket,
    private readonly server: FakeServer,
  ) {
    this.listen();
    const perception = { events: false, prompt: true, emotion: server.judgesMoods };
    this.send({
      type: "session.created",
      session: { type: "realtime", model: "vivavoce", vivavoce: { perception } },
    });
  }

  send(event: AnyEvent): void {
    const told = { event_id: `event_${++this.count}`, ...event };
    this.log.push(told);
    if (this.log.length > 500) this.log.shift();
    if (this.socket.readyState === this.socket.OPEN) this.socket.send(JSON.stringify(told));
  }

  /** The client is back: what it missed comes again, as docs/realtime.md says. */
  goOn(socket: WebSocket, after: string): void {
    this.socket = socket;
    this.listen();
    const at = this.log.findIndex((event) => event["event_id"] === after);
    const missed = at < 0 ? [] : this.log.slice(at + 1);
    const say = (event: AnyEvent) => socket.send(JSON.stringify(event));
    say({ event_id: `again_${++this.count}`, type: "session.created", session: this.shown });
    const complete = at >= 0;
    const missed_events = missed.length;
    say({ event_id: `again_${++this.count}`, type: "vivavoce.resumed", complete, missed_events });
    for (const event of missed) say(event);
  }

  private get shown(): object {
    const { token } = this;
    return { type: "realtime", vivavoce: { resume: { token, window_seconds: 60 } } };
  }

  private listen(): void {
    this.socket.on("message", (data) => this.onEvent(JSON.parse(String(data)) as AnyEvent));
  }

  of(type: string): AnyEvent[] {
    return this.received.filter((event) => event.type === type);
  }

  close(code: number): void {
    this.socket.close(code);
  }

  drop(): void {
    this.socket.terminate();
  }

  /** The user says `words`, then the character answers. */
  async spokenTurn(
    words: string,
    clauses: string[],
    partials: string[] = [],
    perception: AnyPerception | null = null,
  ): Promise<void> {
    const item = `item_${++this.count}`;
    this.startSpeech(item);
    for (const delta of partials) {
      this.send({
        type: "conversation.item.input_audio_transcription.delta",
        item_id: item,
        delta,
      });
      await pause(60);
    }
    this.stopSpeech(item);
    await pause(40);
    if (perception !== null) {
      this.send({
        type: "vivavoce.perception.completed",
        item_id: item,
        perception,
        description: "",
      });
    }
    this.send({
      type: "conversation.item.input_audio_transcription.completed",
      item_id: item,
      content_index: 0,
      transcript: words,
    });
    await this.reply(clauses);
  }

  startSpeech(item: string): void {
    this.send({ type: "input_audio_buffer.speech_started", item_id: item, audio_start_ms: 0 });
    this.cancel?.("turn_detected");
  }

  stopSpeech(item: string): void {
    this.send({ type: "input_audio_buffer.speech_stopped", item_id: item, audio_end_ms: 900 });
    this.send({ type: "input_audio_buffer.committed", item_id: item, previous_item_id: null });
    const content = [{ type: "input_audio", transcript: null }];
    const added = { id: item, type: "message", role: "user", status: "completed", content };
    this.send({ type: "conversation.item.added", item: added, previous_item_id: null });
  }

  /** Text and sound of each clause, paced as the real server does. */
  async reply(
    clauses: string[],
    secondsOf = (clause: string) => clause.length / 15,
  ): Promise<void> {
    const response = `resp_${++this.count}`;
    const at = {
      response_id: response,
      item_id: `item_${++this.count}`,
      output_index: 0,
      content_index: 0,
    };
    let status = "completed";
    let reason = "";
    this.cancel = (why) => {
      status = "cancelled";
      reason = why;
    };
    this.send({ type: "response.created", response: { id: response, status: "in_progress" } });
    this.send({
      type: "response.output_item.added",
      response_id: response,
      output_index: 0,
      item: { id: at.item_id, type: "message", role: "assistant", content: [] },
    });
    const begin = Date.now();
    let sentMs = 0;
    for (const [i, clause] of clauses.entries()) {
      if (status !== "completed") break;
      const directions = this.server.acting.directions[i] ?? [];
      const scene = i === 0 ? this.server.acting.scene : "";
      if (scene !== "" || directions.length > 0) {
        const start = Math.round(sentMs);
        this.send({ type: "vivavoce.acting", ...at, audio_start_ms: start, scene, directions });
      }
      this.send({ type: "response.output_audio_transcript.delta", ...at, delta: clause });
      const end = sentMs + secondsOf(clause) * 1000;
      while (sentMs < end && status === "completed") {
        if (sentMs - (Date.now() - begin) > AHEAD_MS) await pause(20);
        else {
          this.send({ type: "response.output_audio.delta", ...at, delta: tone(PIECE_MS, sentMs) });
          sentMs += PIECE_MS;
        }
      }
    }
    this.send({ type: "response.output_audio.done", ...at });
    this.send({
      type: "vivavoce.turn_latency",
      response_id: response,
      stages_ms: this.server.stages,
    });
    this.send({
      type: "response.done",
      response: { id: response, status, status_details: reason ? { reason } : null, output: [] },
    });
    this.cancel = null;
  }

  /** A response that breaks off, behind `words` or before there are any. */
  fail(message: string, words = ""): void {
    const response = `resp_${++this.count}`;
    this.send({ type: "response.created", response: { id: response, status: "in_progress" } });
    if (words !== "") {
      const at = { response_id: response, item_id: `item_${++this.count}` };
      this.send({ type: "response.output_text.delta", ...at, delta: words });
    }
    const status_details = { type: "failed", error: { code: "inference_timeout", message } };
    this.send({ type: "response.done", response: { id: response, status: "failed", status_details } });
  }

  private onEvent(event: AnyEvent): void {
    this.received.push(event);
    if (event.type === "session.update" && event["session"].vivavoce.resume === true) {
      this.received.pop(); // the connection's own business
      if (this.server.resumes) this.send({ type: "session.updated", session: this.shown });
    } else if (event.type === "session.update") {
      const { persona, perception } = event["session"].vivavoce;
      if (perception?.emotion && !this.server.judgesMoods) {
        return this.error("This server does not judge moods.", "invalid_value");
      }
      if (perception?.identity && !this.server.judgesMoods) {
        const param = "session.vivavoce.perception.identity";
        return this.error("This server does not tell speakers apart.", "invalid_value", param);
      }
      if (persona === "nobody") return this.error("There is no persona 'nobody'.", "invalid_value");
      this.send({ type: "session.updated", session: event["session"] });
    } else if (event.type === "conversation.item.create") {
      this.send({ type: "conversation.item.added", item: event["item"], previous_item_id: null });
    } else if (event.type === "input_audio_buffer.commit") {
      const item = `item_${++this.count}`;
      this.stopSpeech(item);
    } else if (event.type === "response.create") {
      if (this.server.failure !== "") this.fail(this.server.failure, "I was ");
      else void this.reply(this.server.answer);
    } else if (event.type === "response.cancel") {
      this.cancel?.("client_cancelled");
    } else if (event.type === "conversation.item.truncate") {
      this.send({ ...event, type: "conversation.item.truncated" });
    }
  }

  error(message: string, code: string, param: string | null = null): void {
    const error = { type: "invalid_request_error", code, message, param, event_id: null };
    this.send({ type: "error", error });
  }
}

export class FakeServer {
  answer = ["Hello there! ", "Nice to hear you."];
  acting: { scene: string; directions: string[][] } = { scene: "", directions: [] };
  judgesMoods = true;
  resumes = false; // sessions wait when their socket is lost
  failure = ""; // of every reply that is asked for
  stages: Record<string, number> = {
    end_of_turn: 310,
    asr_final: 350,
    first_token: 380,
    first_audio: 520,
  };
  readonly sessions: FakeSession[] = [];
  api = new FakeApi();
  key = "";
  port = 0;
  private http: Server | null = null;
  private sockets: WebSocketServer | null = null;

  constructor(private readonly dist: string) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}/`;
  }

  get session(): FakeSession {
    const last = this.sessions.at(-1);
    if (last === undefined) throw new Error("nobody has connected");
    return last;
  }

  /** What a test asked for, not the sessions. */
  forget(): void {
    this.key = this.failure = "";
    this.acting = { scene: "", directions: [] };
    this.judgesMoods = true;
    this.resumes = false;
    this.api = new FakeApi();
  }

  /** On the port of the last start, if there was one. */
  async start(): Promise<void> {
    const http = createServer((request, response) => {
      const path = new URL(request.url ?? "/", "http://x").pathname;
      const isOpen = this.key === "" || request.headers.authorization === `Bearer ${this.key}`;
      if (path === "/healthz") {
        return void response.end(
          JSON.stringify({ status: "ok", sessions: this.sockets?.clients.size ?? 0 }),
        );
      }
      if (path === "/metrics" || path === "/v1/models") {
        response.statusCode = isOpen ? 200 : 401;
        return void response.end(isOpen ? (path === "/metrics" ? METRICS : "{}") : "{}");
      }
      if (path.startsWith("/v1/") && !isOpen) {
        response.statusCode = 401;
        return void response.end("{}");
      }
      if (this.api.handle(request, response)) return;
      const file = join(this.dist, normalize(path === "/" ? "/index.html" : path));
      readFile(file).then(
        (body) => {
          response.setHeader("Content-Type", TYPES[extname(file)] ?? "application/octet-stream");
          response.setHeader("Content-Security-Policy", contentPolicy(request.headers.host ?? ""));
          response.end(body);
        },
        () => {
          response.statusCode = 404;
          response.end();
        },
      );
    });
    this.sockets = new WebSocketServer({
      server: http,
      handleProtocols: (offered) => (offered.has("realtime") ? "realtime" : false),
      verifyClient: ({ req }: { req: { headers: Record<string, unknown> } }) =>
        this.key === "" ||
        String(req.headers["sec-websocket-protocol"]).includes(
          `openai-insecure-api-key.${this.key}`,
        ),
    });
    this.sockets.on("connection", (socket, request) => {
      const { searchParams } = new URL(request.url ?? "/", "http://x");
      const token = searchParams.get("resume");
      if (token === null) return void this.sessions.push(new FakeSession(socket, this));
      const waiting = this.sessions.find((session) => session.token === token);
      if (waiting !== undefined && this.resumes) {
        return waiting.goOn(socket, searchParams.get("after") ?? "");
      }
      const error = { type: "invalid_request_error", code: "resume_token_invalid", message: "late" };
      socket.send(JSON.stringify({ type: "error", error }));
      socket.close(1008);
    });
    this.http = http;
    await new Promise<void>((resolve) => http.listen(this.port, "127.0.0.1", resolve));
    this.port = (http.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets?.clients ?? []) socket.terminate();
    this.sockets?.close();
    this.http?.closeAllConnections();
    await new Promise((resolve) => this.http?.close(resolve));
  }
}

/** The policy of src/realtime/console_page.cc. */
export function contentPolicy(host: string): string {
  return (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; " +
    `connect-src 'self' ws://${host} wss://${host}; worker-src 'self'; media-src 'self' blob:; ` +
    "manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
  );
}

function tone(ms: number, atMs: number): string {
  const samples = new Int16Array((RATE * ms) / 1000);
  samples.forEach((_, i) => {
    const time = atMs / 1000 + i / RATE;
    samples[i] =
      6000 * Math.sin(2 * Math.PI * 220 * time) * (0.6 + 0.4 * Math.sin(2 * Math.PI * 3 * time));
  });
  return Buffer.from(samples.buffer).toString("base64");
}
