// @mastra/voice-openai-realtime (a GA session with clients of both shapes): text, tool, voice, barge-in.
import { OpenAIRealtimeVoice } from "@mastra/voice-openai-realtime";
import { z } from "zod";
import { Log, check, main, speak, url } from "./scripted.mjs";

await main("mastra_voice", async () => {
  const voice = new OpenAIRealtimeVoice({ url, apiKey: "none", model: "gpt-realtime", speaker: "alloy" });
  const log = new Log();
  const cities = [];
  let text = "";
  let bytes = 0;
  voice.addInstructions("Be kind.");
  voice.addTools({ get_weather: { id: "get_weather", description: "The weather of a city",
    inputSchema: z.object({ city: z.string() }),
    execute: async (input) => (cities.push(input.city ?? input.context?.city), { sky: "sunny" }) } });
  voice.on("error", (error) => log.add("error", error));
  voice.on("writing", (said) => { if (said.role === "assistant") text += said.text; });
  voice.on("speaking", ({ audio }) => (bytes += audio.length));
  for (const type of ["session.updated", "response.done", "response.created",
                      "input_audio_buffer.speech_started"]) {
    voice.on(type, (event) => log.add(type, event));
  }
  voice.on("openAIRealtime:response.output_audio.delta", (event) => log.add("sound", event));
  await voice.connect();
  await log.until("session.updated");

  await voice.speak("Hello there.");
  await log.until("response.done");
  check(bytes > 24000 && text.length > 5, `${bytes} bytes of sound, "${text}"`);

  const say = (words) => {
    voice.sendEvent("conversation.item.create", { item: { type: "message", role: "user",
      content: [{ type: "input_text", text: words }] } });
    voice.sendEvent("response.create", {});
  };
  say("What is the weather in Paris?");
  await log.until("response.done");
  await log.until("response.done");
  check(cities.join() === "Paris", `the tool was called for ${cities}`);
  check(text.includes("sunny"), `the answer ignores the tool: ${text}`);

  const push = (samples) => voice.send(samples);
  await speak(push);
  const answer = await log.until("response.done");
  check(answer.response.status === "completed", JSON.stringify(answer.response));

  say("Tell me something long.");
  await log.until("sound");
  await speak(push, 1500);
  await log.until("input_audio_buffer.speech_started");
  const cut = await log.until("response.done");
  check(cut.response.status_details?.reason === "turn_detected", JSON.stringify(cut.response));
  voice.close();
  return `${bytes} bytes of sound, tool called for ${cities}`;
});
