// The sample of the StepAudio 2.5 Realtime model card with only its URL and key changed, and sound around
// it: what it asks for must be enough to be answered aloud.
import { WebSocket } from "ws";
import { Inbox, converse, main } from "./conversation.mjs";

// Connect to the Realtime API
const ws = new WebSocket(
  `${process.env.VV_WS}/v1/realtime?model=step-2.5-realtime`,
  ["realtime", "openai-insecure-api-key.none"]
);

// Configure a custom persona
ws.onopen = () => {
  ws.send(JSON.stringify({
    type: "session.update",
    session: {
      instructions: `You are "Xiao Yue", a witty and warm companion
        who chats like a real close friend...`,
      voice: "xiaoyue",
      input_audio_format: "pcm16",
      output_audio_format: "pcm16"
    }
  }));
};
// End of the sample.

await main("model card sample", async (speech) => {
  const inbox = new Inbox("beta");
  ws.onmessage = (message) => inbox.see(JSON.parse(message.data));
  ws.onerror = (error) => { throw error; };
  const result = await converse({
    inbox, speech,
    send: (event) => ws.send(JSON.stringify(event)),
    update: (instructions) => ({ type: "session.update", session: { instructions } }),
  });
  if (!inbox.events.some((e) => e.type === "response.cancelled")) {
    throw new Error("the StepFun flavour sends response.cancelled");
  }
  if (!inbox.events.some((e) => e.type.endsWith("input_audio_transcription.completed"))) {
    throw new Error("the StepFun flavour always transcribes");
  }
  ws.close();
  return result;
});
