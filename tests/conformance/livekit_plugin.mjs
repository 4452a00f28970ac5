// @livekit/agents-plugin-openai 2.0.0 (beta): text, tool call, voice, barge-in.
import { initializeLogger, llm } from "@livekit/agents";
import { realtime } from "@livekit/agents-plugin-openai";
import { AudioFrame, dispose } from "@livekit/rtc-node";
import { z } from "zod";
import { Log, check, main, speak, url } from "./scripted.mjs";

initializeLogger({ pretty: false, level: "error" });

await main("livekit_plugin", async () => {
  const model = new realtime.RealtimeModel({ apiKey: "none", baseURL: url.replace(/\/realtime$/, ""),
    model: "gpt-4o-realtime-preview", voice: "alloy" });
  const session = model.session();
  const log = new Log();
  session.on("error", (error) => log.add("error", error));
  session.on("openai_server_event_received", (event) => log.add(event.type, event));
  session.on("input_speech_started", () => log.add("input_speech_started"));
  session.on("input_audio_transcription_completed", (event) => log.add("transcript", event));
  await session.updateInstructions("Be kind.");
  await session.updateTools({ get_weather: llm.tool({ description: "The weather of a city",
    parameters: z.object({ city: z.string() }), execute: async () => "sunny" }) });

  const chat = llm.ChatContext.empty();
  const say = async (content) => {
    chat.addMessage({ role: "user", content });
    await session.updateChatCtx(chat);
    return session.generateReply();
  };
  const read = async (generation) => {
    let seconds = 0;
    let text = "";
    for await (const message of generation.messageStream) {
      for await (const words of message.textStream) text += words;
      for await (const frame of message.audioStream) seconds += frame.samplesPerChannel / frame.sampleRate;
    }
    const calls = [];
    for await (const call of generation.functionStream) calls.push(call);
    return { seconds, text, calls };
  };
  const hello = await read(await say("Hello there."));
  check(hello.seconds > 0.5 && hello.text.length > 5, JSON.stringify(hello));

  const asked = await read(await say("What is the weather in Paris?"));
  check(asked.calls[0]?.name === "get_weather", `no call: ${JSON.stringify(asked)}`);

  const push = (samples) => session.pushAudio(new AudioFrame(samples, 24000, 1, samples.length));
  await speak(push, 1500);
  await log.until("transcript");
  const spoken = await log.until("response.done");
  check(spoken.response.status === "completed", JSON.stringify(spoken.response));

  await say("Tell me something long.");
  await log.until("response.audio.delta");
  await speak(push, 1500);
  await log.until("input_speech_started");
  const cut = await log.until("response.done");
  check(cut.response.status === "cancelled", JSON.stringify(cut.response));
  await session.close();
  await dispose();
  return `${log.events.length} events, ${hello.seconds.toFixed(1)} s of sound`;
});
