// The same messages to this server and to aimock, a mock of the Realtime API that others test their
// clients against: the same events in the same order, with the same keys. What differs is explained
// below, one line each; an explanation that nothing needs any more is a failure too.
//   node differential.mjs      VV_SCRIPTED_WS: the scripted server
import { LLMock } from "@copilotkit/aimock";
import { WebSocket } from "ws";
import { check, main, url } from "./scripted.mjs";

// [what, why]. "+": only this server has it; "-": only aimock.
const EXPLAINED = [
  [/^\+(item|question|output): conversation\.item\.done$/, "every item is announced by added and done"],
  [/^\+(reply|call|told): conversation\.item\.added$/, "every item is announced by added and done"],
  [/^\+conversation\.item\.done\.(previous_item_id|item\.output)$/, "aimock has no done of a client's item"],
  [/^\+session\.(created|updated)\.session\.\w+/, "aimock keeps fewer fields; session.created has both " +
    "dialects' names"],
  [/^\+conversation\.item\.added\.item\.(object|status|arguments|name)$/, "aimock returns an item as it was sent"],
  [/^\+response\.output_item\.(added|done)\.item\.object$/, "the object's kind, as OpenAI has it"],
  [/^\+response\.(created|done)\.response\.\w+/, "the response's settings and the details of its usage"],
  [/^\+response\.function_call_arguments\.done\.name$/, "in OpenAI's later form of the event"],
  [/^\+error\.error\.(event_id|param)$/, "null where nothing is to be named"],
  [/^-session\.updated\.session\.(modalities|temperature|max_response_output_tokens)$/, "names of the beta " +
    "dialect in a GA session"],
  [/^-session\.(created|updated)\.session\.reasoning$/, "the models here do not reason before they speak"],
  [/^-response\.output_item\.(added|done)\.item\.phase$/, "a reply here is always the final answer"],
];

const TOOL = { type: "function", name: "get_weather", description: "The weather",
  parameters: { type: "object", properties: { city: { type: "string" } } } };
const user = (text) => ({ type: "conversation.item.create",
  item: { type: "message", role: "user", content: [{ type: "input_text", text }] } });

// Each step: what is sent, and the event that ends its answer. A function makes the message from the
// events so far.
const STEPS = [
  { name: "open", ends: "session.created" },
  { name: "update", send: { type: "session.update", session: { type: "realtime",
    output_modalities: ["text"], instructions: "Be kind.", tools: [TOOL] } }, ends: "session.updated" },
  { name: "item", send: user("Hello there."), ends: "conversation.item.added" },
  { name: "reply", send: { type: "response.create" }, ends: "response.done" },
  { name: "question", send: user("What is the weather in Paris?"), ends: "conversation.item.added" },
  { name: "call", send: { type: "response.create" }, ends: "response.done" },
  { name: "output", send: (events) => ({ type: "conversation.item.create", item: {
    type: "function_call_output", output: '{"sky":"sunny"}',
    call_id: events.find((event) => event.type === "response.function_call_arguments.done").call_id } }),
    ends: "conversation.item.added" },
  { name: "told", send: { type: "response.create" }, ends: "response.done" },
  { name: "clear", send: { type: "input_audio_buffer.clear" }, ends: "input_audio_buffer.cleared" },
  { name: "broken", send: "{", ends: "error" },
];

// Plays the steps; the events of each, those that trail in until the next step's first included.
async function play(address) {
  const socket = new WebSocket(address, { headers: { authorization: "Bearer none" } });
  const events = [];
  let wake = () => {};
  socket.on("message", (data) => (events.push(JSON.parse(data.toString())), wake()));
  socket.on("error", (error) => events.push({ type: `socket error ${error.message}` }));
  let seen = 0;
  const steps = {};
  for (const { name, send, ends } of STEPS) {
    const begin = seen;
    if (send) {
      const message = typeof send === "function" ? send(events) : send;
      socket.send(typeof message === "string" ? message : JSON.stringify(message));
    }
    const deadline = Date.now() + 20000;
    while (!events.slice(begin).some((event) => event.type === ends)) {
      check(Date.now() < deadline, `${address}: ${name}: waited in vain for ${ends} behind ` +
        events.slice(-5).map((event) => event.type).join(", "));
      await new Promise((resolve) => { wake = resolve; setTimeout(resolve, 200); });
    }
    await new Promise((resolve) => setTimeout(resolve, 300)); // what comes behind the last, as "item.done"
    seen = events.length;
    steps[name] = events.slice(begin);
  }
  socket.close();
  return steps;
}

// A run of deltas is one: how many there are is each server's own affair.
function sequence(events) {
  const types = events.map((event) => event.type);
  return types.filter((type, i) => type !== types[i - 1] || !type.endsWith(".delta"));
}

function keysOf(value, prefix, into) {
  if (Array.isArray(value)) for (const entry of value) keysOf(entry, `${prefix}[]`, into);
  else if (value && typeof value === "object") {
    for (const [key, inner] of Object.entries(value)) {
      if (inner === undefined) continue;
      into.add(`${prefix}.${key}`);
      // What a client wrote, and what a session holds beyond the standard, is not compared.
      if (key !== "parameters" && key !== "vivavoce") keysOf(inner, `${prefix}.${key}`, into);
    }
  }
}

function differences(ours, theirs) {
  const found = new Map();
  const keys = { ours: new Set(), theirs: new Set() };
  for (const { name } of STEPS) {
    const mine = sequence(ours[name]);
    const others = sequence(theirs[name]);
    for (const type of new Set([...mine, ...others])) {
      const [a, b] = [mine, others].map((list) => list.filter((each) => each === type).length);
      if (a !== b) found.set(`${a > b ? "+" : "-"}${name}: ${type}`, `${a} here, ${b} in aimock`);
    }
    const common = (list, other) => list.filter((type) => other.includes(type));
    const [a, b] = [common(mine, others), common(others, mine)];
    if (a.join() !== b.join()) found.set(`order of ${name}`, `${a.join(" ")} | ${b.join(" ")}`);
    for (const [side, events] of [["ours", ours[name]], ["theirs", theirs[name]]]) {
      for (const event of events) keysOf(event, event.type, keys[side]);
    }
  }
  const types = (set) => new Set([...set].map((key) => key.slice(0, key.search(/\.(?=[a-z_]+$)/))));
  for (const [sign, one, other] of [["+", keys.ours, keys.theirs], ["-", keys.theirs, keys.ours]]) {
    const comparable = types(other);
    for (const key of one) {
      // An object that one side lacks is told once, not key by key; events were compared above.
      const parent = key.slice(0, key.lastIndexOf("."));
      if (!other.has(key) && comparable.has(parent)) found.set(`${sign}${key}`, "a key");
    }
  }
  return found;
}

await main("differential", async () => {
  const mock = new LLMock({ port: 0 });
  mock.onMessage("Hello there.", { content: "Hello! Nice to meet you." });
  mock.addFixture({ match: { userMessage: "weather", hasToolResult: true }, response: { content: "It is sunny." } });
  mock.onMessage("weather in Paris", { toolCalls: [{ name: "get_weather", arguments: '{"city":"Paris"}' }] });
  await mock.start();
  const theirs = await play(`${mock.url.replace("http", "ws")}/v1/realtime?model=gpt-realtime`);
  await mock.stop();
  const ours = await play(`${url}?model=gpt-realtime`);
  const found = differences(ours, theirs);
  const unexplained = [...found].filter(([what]) => !EXPLAINED.some(([pattern]) => pattern.test(what)));
  const idle = EXPLAINED.filter(([pattern]) => ![...found.keys()].some((what) => pattern.test(what)));
  check(!unexplained.length, `not explained:\n  ${unexplained.map(([a, b]) => `${a} (${b})`).join("\n  ")}`);
  check(!idle.length, `explained, but no difference any more: ${idle.map(([pattern]) => pattern).join(", ")}`);
  const events = Object.values(ours).flat().length;
  return `${events} events in ${STEPS.length} steps, ${found.size} differences, all explained`;
});
