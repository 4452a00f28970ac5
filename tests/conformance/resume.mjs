// A client that loses its connection in the middle of an answer, twice, and goes on: with `ws` alone.
import { WebSocket } from "ws";
import { Log, check, main, url } from "./scripted.mjs";

// Opens a connection, behind event `after` if there is a token.
function connect(log, state) {
  const query = new URLSearchParams({ model: "gpt-realtime" });
  if (state.token) {
    query.set("resume", state.token);
    query.set("after", state.last);
  }
  const ws = new WebSocket(`${url}?${query}`);
  ws.on("message", (data) => {
    if (state.ws !== ws) return; // the network is gone: nothing arrives any more
    const event = JSON.parse(data);
    state.token = event.session?.vivavoce?.resume?.token ?? state.token;
    state.last = event.event_id;
    log.add(event.type, event);
  });
  ws.on("error", (error) => log.add("error", String(error)));
  state.ws = ws;
}

await main("resume", async () => {
  const log = new Log(60000); // the answer takes three quarters of a minute
  const state = {};
  connect(log, state);
  const first = await log.until("session.created");
  state.ws.send(JSON.stringify({ type: "session.update",
    session: { type: "realtime", instructions: "Tell something long.", vivavoce: { resume: true } } }));
  await log.until("session.updated");
  state.ws.send(JSON.stringify({ type: "response.create" }));
  for (let breaks = 0; breaks < 2; breaks++) {
    for (let i = 0; i < 7; i++) await log.until("response.output_audio.delta");
    const broken = state.ws;
    state.ws = null;
    await new Promise((resolve) => setTimeout(resolve, 300));
    // Once the server learns of it, once it does not.
    if (breaks === 0) broken.terminate();
    connect(log, state);
    const created = await log.until("session.created");
    check(created.session.id === first.session.id, "another session");
    check(created.session.instructions === "Tell something long.", "other settings");
    const resumed = await log.until("vivavoce.resumed");
    check(resumed.complete === true, JSON.stringify(resumed));
  }
  const done = await log.until("response.done");
  check(done.response.status === "completed", JSON.stringify(done.response));
  const events = log.events.map((entry) => entry.value);
  const ids = events.map((event) => event.event_id);
  check(new Set(ids).size === ids.length, "an event came twice");
  const deltas = (kind) => events.filter((event) => event.type === `response.output_${kind}.delta`);
  const words = deltas("audio_transcript").map((event) => event.delta).join("");
  check(words === done.response.output[0].content[0].transcript, "words are missing");
  const bytes = deltas("audio").reduce((sum, event) => sum + Buffer.from(event.delta, "base64").length, 0);
  const spoken = words.trim().split(/\s+/).length;
  check(bytes === spoken * 6000 * 2, `${bytes} bytes of sound for ${spoken} words of 12000`);
  state.ws.close();
  return `${events.length} events over three connections, ${spoken} words, ${bytes} bytes, none lost or repeated`;
});
