// The one word for what is going on, from the four things that decide it.
import type { MicState } from "../audio/capture.ts";
import type { LinkState } from "../realtime/client.ts";

export type TalkState =
  | "idle"
  | "connecting"
  | "listening"
  | "hearing"
  | "thinking"
  | "speaking"
  | "reconnecting"
  | "gone"
  | "refused"
  | "key"
  | "asleep"
  | "mic_denied"
  | "mic_missing"
  | "mic_failed"
  | "ready"; // push to talk, or the microphone is paused

export interface Facts {
  readonly link: LinkState;
  readonly reason: string;
  readonly mic: MicState;
  readonly isMuted: boolean; // paused by the user, or push-to-talk and not pushed
  readonly userSpeaks: boolean;
  readonly waitsForReply: boolean;
  readonly isPlaying: boolean;
  readonly isAsleep: boolean; // the browser suspended the sound
}

export function talkState(facts: Facts): TalkState {
  switch (facts.link) {
    case "idle":
      return "idle";
    case "connecting":
    case "reconnecting":
    case "gone":
      return facts.link;
    case "refused":
      return facts.reason === "key" ? "key" : "refused";
    case "open":
      break;
  }
  if (facts.isAsleep) return "asleep";
  if (facts.userSpeaks) return "hearing";
  if (facts.isPlaying) return "speaking";
  if (facts.waitsForReply) return "thinking";
  switch (facts.mic) {
    case "denied":
      return "mic_denied";
    case "missing":
      return "mic_missing";
    case "failed":
      return "mic_failed";
    case "asking":
      return "connecting";
    default:
      return facts.isMuted || facts.mic === "off" ? "ready" : "listening";
  }
}
