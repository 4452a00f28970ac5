// openai-realtime-api, the typed form of OpenAI's reference client (beta): text, tool, voice, barge-in.
import { RealtimeClient } from "openai-realtime-api";
import { Log, check, main, speak, url } from "./scripted.mjs";

await main("openai_realtime_api", async () => {
  const client = new RealtimeClient({ url, apiKey: "none", model: "gpt-4o-realtime-preview" });
  const log = new Log();
  const cities = [];
  client.on("error", (error) => log.add("error", error));
  client.on("conversation.interrupted", () => log.add("conversation.interrupted"));
  client.on("conversation.item.completed", ({ item }) => log.add(`completed ${item.role ?? item.type}`, item));
  client.on("realtime.event", ({ event, source }) => {
    if (source === "server") log.add(event.type, event);
  });
  client.addTool({ name: "get_weather", description: "The weather", parameters: { type: "object",
    properties: { city: { type: "string" } } } }, async ({ city }) => (cities.push(city), { sky: "sunny" }));
  await client.connect();
  await client.waitForSessionCreated();
  client.updateSession({ instructions: "Be kind.", turn_detection: { type: "server_vad" },
    input_audio_transcription: { model: "whisper-1" } });
  await log.until("session.updated");

  client.sendUserMessageContent([{ type: "input_text", text: "Hello there." }]);
  const hello = await log.until("completed assistant");
  check(hello.formatted.transcript.length > 0, "no transcript");
  check(hello.formatted.audio.length > 24000, `only ${hello.formatted.audio.length} samples`);

  client.sendUserMessageContent([{ type: "input_text", text: "What is the weather in Paris?" }]);
  await log.until("completed function_call");
  const told = await log.until("completed assistant");
  check(cities.join() === "Paris", `the tool was called for ${cities}`);
  check(told.formatted.transcript.includes("sunny"), `the answer ignores the tool: ${told.formatted.transcript}`);
  await log.until("response.done");

  const push = (samples) => client.appendInputAudio(samples);
  await speak(push);
  await log.until("completed assistant");

  client.sendUserMessageContent([{ type: "input_text", text: "Tell me something long." }]);
  const delta = await log.until("response.audio.delta");
  await speak(push, 1500);
  await log.until("conversation.interrupted");
  client.cancelResponse(delta.item_id, 6000);
  await log.until("conversation.item.truncated");
  client.disconnect();
  return `${log.events.length} events, tool called for ${cities}`;
});
