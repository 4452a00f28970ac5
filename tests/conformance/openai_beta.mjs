// npm openai, the beta Realtime class, over wss with the development certificate.
import OpenAI from "openai";
import { OpenAIRealtimeWS } from "openai/beta/realtime/ws";
import { Inbox, converse, main } from "./conversation.mjs";

await main("npm openai, beta", async (speech) => {
  const client = new OpenAI({ apiKey: "none", baseURL: `${process.env.VV_HTTPS}/v1` });
  const realtime = new OpenAIRealtimeWS(
    { model: "gpt-4o-realtime-preview", options: { rejectUnauthorized: false } }, client);
  const inbox = new Inbox("beta");
  realtime.on("event", (event) => inbox.see(event));
  realtime.on("error", () => {});
  const result = await converse({
    inbox, speech,
    send: (event) => realtime.send(event),
    update: (instructions) => ({
      type: "session.update",
      session: {
        instructions, modalities: ["text", "audio"],
        input_audio_format: "pcm16", output_audio_format: "pcm16",
        input_audio_transcription: { model: "whisper-1" },
        turn_detection: { type: "server_vad" },
      },
    }),
  });
  realtime.close();
  return result;
});
