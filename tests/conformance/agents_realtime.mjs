// @openai/agents-realtime: text, tool call, voice, barge-in with truncation.
import { OpenAIRealtimeWebSocket, RealtimeAgent, RealtimeSession, tool } from "@openai/agents-realtime";
import { z } from "zod";
import { Log, check, main, speak, url } from "./scripted.mjs";

await main("agents_realtime", async () => {
  const cities = [];
  const weather = tool({
    name: "get_weather", description: "The weather of a city", parameters: z.object({ city: z.string() }),
    execute: async ({ city }) => (cities.push(city), "sunny"),
  });
  const agent = new RealtimeAgent({ name: "Xiao Yue", instructions: "Be kind.", tools: [weather] });
  const transport = new OpenAIRealtimeWebSocket({ url, useInsecureApiKey: true });
  const session = new RealtimeSession(agent, { transport, model: "gpt-realtime" });
  const log = new Log();
  let bytes = 0;
  session.on("error", (error) => log.add("error", error));
  session.on("audio", ({ data }) => (bytes += data.byteLength));
  session.on("audio_interrupted", () => log.add("audio_interrupted"));
  session.on("transport_event", (event) => log.add(event.type, event));
  await session.connect({ apiKey: "none" });

  const answered = async () => {
    const done = await log.until("response.done");
    check(done.response.status === "completed", `not completed: ${JSON.stringify(done.response)}`);
    return done.response;
  };
  session.sendMessage("Hello there.");
  await answered();
  check(bytes > 24000, `only ${bytes} bytes of sound`);

  session.sendMessage("What is the weather in Paris?");
  const call = await answered();
  check(call.output.some((item) => item.type === "function_call"), "no function call");
  const told = await answered();
  check(cities.join() === "Paris", `the tool was called for ${cities}`);
  check(JSON.stringify(told.output).includes("sunny"), `the answer ignores the tool: ${JSON.stringify(told)}`);

  const push = (samples) => session.sendAudio(samples.buffer);
  await speak(push);
  await log.until("conversation.item.input_audio_transcription.completed");
  await answered();

  session.sendMessage("Tell me something long.");
  await log.until("response.output_audio.delta");
  await speak(push, 1500);
  await log.until("audio_interrupted");
  await log.until("conversation.item.truncated");
  await answered(); // to the interruption
  const said = session.history.filter((item) => item.type === "message").length;
  check(said >= 8, `only ${said} messages in the history`);
  session.close();
  return `${log.events.length} events, ${said} messages, tool called for ${cities}`;
});
