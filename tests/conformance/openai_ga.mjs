// npm openai, the present Realtime class, over wss with the development certificate.
import OpenAI from "openai";
import { OpenAIRealtimeWS } from "openai/realtime/ws";
import { Inbox, converse, main } from "./conversation.mjs";

await main("npm openai, GA", async (speech) => {
  const client = new OpenAI({ apiKey: "none", baseURL: `${process.env.VV_HTTPS}/v1` });
  const realtime = new OpenAIRealtimeWS(
    { model: "gpt-realtime", options: { rejectUnauthorized: false } }, client);
  const inbox = new Inbox("ga");
  realtime.on("event", (event) => inbox.see(event));
  realtime.on("error", () => {}); // server errors arrive as events too
  const result = await converse({
    inbox, speech,
    send: (event) => realtime.send(event),
    update: (instructions) => ({
      type: "session.update",
      session: {
        type: "realtime", instructions, output_modalities: ["audio"],
        audio: {
          input: {
            format: { type: "audio/pcm", rate: 24000 },
            transcription: { model: "gpt-4o-mini-transcribe" },
            turn_detection: { type: "server_vad" },
          },
          output: { format: { type: "audio/pcm", rate: 24000 } },
        },
      },
    }),
  });
  realtime.close();
  return result;
});
