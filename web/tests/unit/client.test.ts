import assert from "node:assert/strict";
import { test } from "node:test";
import { type Resumption, socketUrl, subprotocols } from "../../src/realtime/address.ts";
import { type ClientParts, RealtimeClient, type Socket } from "../../src/realtime/client.ts";

class FakeSocket implements Socket {
  onmessage: ((message: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  bufferedAmount = 0;
  readonly sent: string[] = [];
  send(text: string): void {
    this.sent.push(text);
  }
  close(): void {}
  say(event: object): void {
    this.onmessage?.({ data: JSON.stringify(event) });
  }
}

class World implements ClientParts {
  readonly sockets: FakeSocket[] = [];
  readonly timers = new Map<number, { run: () => void; ms: number }>();
  keyRefused = false;
  private count = 0;
  readonly asked: (Resumption | null)[] = [];
  open(resumption: Resumption | null): Socket {
    this.asked.push(resumption);
    this.sockets.push(new FakeSocket());
    return this.socket;
  }
  get socket(): FakeSocket {
    return this.sockets.at(-1)!;
  }
  isKeyRefused(): Promise<boolean> {
    return Promise.resolve(this.keyRefused);
  }
  later(run: () => void, ms: number): () => void {
    const id = ++this.count;
    this.timers.set(id, { run, ms });
    return () => this.timers.delete(id);
  }
  /** The pauses that are waited for now. */
  get pauses(): number[] {
    return [...this.timers.values()].map(({ ms }) => ms);
  }
  fire(): void {
    const [id, timer] = [...this.timers][0]!;
    this.timers.delete(id);
    timer.run();
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

function connected(): {
  world: World;
  client: RealtimeClient;
  states: string[];
  opened: boolean[];
} {
  const world = new World();
  const client = new RealtimeClient(world);
  const states: string[] = [];
  const opened: boolean[] = [];
  client.on("link", ({ state, reason }) =>
    states.push(reason === "" ? state : `${state}:${reason}`),
  );
  client.on("opened", ({ again }) => opened.push(again));
  client.connect();
  return { world, client, states, opened };
}

test("a connection is open when the session is there, and only then sends", () => {
  const { world, client, states } = connected();
  assert.equal(client.send({ type: "response.create" }), false);
  world.socket.say({ type: "session.created", session: {} });
  assert.equal(client.send({ type: "response.create" }), true);
  assert.deepEqual(states, ["connecting", "open"]);
  assert.deepEqual(world.pauses, []);
});

test("a lost socket comes back, with longer and longer pauses, and is gone after three failures", async () => {
  const { world, states, opened } = connected();
  world.socket.say({ type: "session.created", session: {} });
  world.socket.onclose?.({ code: 1006, reason: "" });
  await settled();
  const pauses = [...world.pauses];
  for (let i = 0; i < 3; ++i) {
    world.fire();
    world.socket.onclose?.({ code: 1006, reason: "" });
    await settled();
    pauses.push(...world.pauses);
  }
  assert.deepEqual(pauses, [250, 500, 1000, 2000]);
  world.fire();
  world.socket.say({ type: "session.created", session: {} });
  assert.deepEqual(states, ["connecting", "open", "reconnecting", "gone", "open"]);
  assert.deepEqual(opened, [false, true]);
});

const created = (token: string, id: string) => ({
  type: "session.created",
  event_id: id,
  session: { vivavoce: { resume: token === "" ? null : { token, window_seconds: 60 } } },
});

test("a session that waits is gone on with, behind the last event that was handled", async () => {
  const { world, client, states, opened } = connected();
  const resumed: boolean[] = [];
  client.on("resumed", ({ complete }) => resumed.push(complete));
  world.socket.say(created("", "e1"));
  assert.deepEqual(JSON.parse(world.socket.sent[0]!).session.vivavoce, { resume: true });
  assert.equal(client.canResume, false);
  world.socket.say({ ...created("t1", "e2"), type: "session.updated" });
  assert.equal(client.canResume, true);
  world.socket.say({ type: "response.created", event_id: "e3", response: { id: "r" } });
  const goOn = async (id: string) => {
    world.socket.onclose?.({ code: 1006, reason: "" });
    await settled();
    world.fire();
    world.socket.say(created("t1", id));
  };
  await goOn("x1");
  await goOn("x2"); // lost again before anything was told
  world.socket.say({ type: "vivavoce.resumed", event_id: "x3", complete: true, missed_events: 1 });
  world.socket.say({ type: "response.done", event_id: "e4", response: { id: "r" } });
  assert.deepEqual(world.asked, [null, { token: "t1", after: "e3" }, { token: "t1", after: "e3" }]);
  assert.deepEqual([opened, resumed], [[false], [true]]);
  assert.deepEqual(states, ["connecting", "open", "reconnecting", "open", "reconnecting", "open"]);
  assert.deepEqual(world.socket.sent, [], "it is asked for once");
  client.disconnect();
  client.connect();
  assert.equal(world.asked.at(-1), null, "what the user ended is over");
});

test("a session that is not there any more is replaced at once", async () => {
  const { world, client, opened } = connected();
  world.socket.say(created("t1", "e1"));
  world.socket.onclose?.({ code: 1006, reason: "" });
  await settled();
  world.fire();
  world.socket.say({ type: "error", error: { code: "resume_token_invalid", message: "late" } });
  world.socket.onclose?.({ code: 1008, reason: "" });
  await settled();
  assert.equal(world.asked.at(-1), null);
  world.socket.say(created("t2", "e9"));
  assert.deepEqual(opened, [false, true]);
  world.socket.onclose?.({ code: 1000, reason: "" }); // the server's own end
  await settled();
  assert.equal(client.canResume, false);
});

test("nobody there at the first try is told at once, and tried again", async () => {
  const { world, states } = connected();
  world.socket.onclose?.({ code: 1006, reason: "" });
  await settled();
  assert.deepEqual(states, ["connecting", "gone"]);
  assert.equal(world.pauses.length, 1);
});

test("a refusal is told in the server's words and not repeated", async () => {
  const { world, states } = connected();
  world.socket.say({
    type: "error",
    error: { code: "model_not_found", message: "No such model." },
  });
  world.socket.onclose?.({ code: 1008, reason: "" });
  await settled();
  assert.deepEqual(states, ["connecting", "refused:No such model."]);
  assert.deepEqual(world.pauses, []);
});

test("a wrong key is told as such", async () => {
  const { world, states } = connected();
  world.keyRefused = true;
  world.socket.onclose?.({ code: 1006, reason: "" });
  await settled();
  assert.deepEqual(states, ["connecting", "refused:key"]);
});

test("after the user ended it nothing comes back", async () => {
  const { world, client } = connected();
  const socket = world.socket;
  client.disconnect();
  socket.onclose?.({ code: 1006, reason: "" });
  await settled();
  assert.equal(client.state, "idle");
  assert.deepEqual(world.pauses, []);
});

test("a socket that opens and never speaks is given up", async () => {
  const { world, client } = connected();
  assert.deepEqual(world.pauses, [15000]);
  world.fire();
  await settled();
  assert.equal(client.state, "gone");
});

test("what is not an event is ignored", () => {
  const { world, client } = connected();
  const seen: string[] = [];
  client.on("received", ({ type }) => seen.push(type));
  for (const data of ["{", "3", "null", '{"no":"type"}', new ArrayBuffer(2)])
    world.socket.onmessage?.({ data });
  assert.deepEqual(seen, []);
});

test("the address is the page's own host", () => {
  assert.equal(
    socketUrl({ protocol: "https:", host: "h:1" }),
    "wss://h:1/v1/realtime?model=vivavoce&dialect=ga",
  );
  assert.deepEqual(subprotocols(""), ["realtime"]);
  assert.deepEqual(subprotocols("k"), ["realtime", "openai-insecure-api-key.k"]);
});
