// The user's choices as the fields of a session (docs/realtime.md).
import { RATE } from "../audio/pcm.ts";
import type { WireEvent } from "../realtime/events.ts";
import type { Settings } from "../settings.ts";
import type { Remembered } from "./conversation.ts";

/** Settings that are told to the server; the others are the browser's business. */
export const SESSION_SETTINGS: readonly (keyof Settings)[] = [
  "talkMode",
  "turns",
  "eagerness",
  "interruption",
  "speech",
  "persona",
  "voice",
  "speed",
  "backchannels",
  "tones",
  "moods",
  "identity",
];

// Names of the protocol that stand for a voice of the server, of either language.
export const VOICES = {
  en: ["coral", "sage", "shimmer", "ash", "ballad", "echo", "verse", "cedar"],
  zh: [
    "linjiajiejie",
    "qingchunshaonv",
    "wenrounansheng",
    "elegantgentle-female",
    "livelybreezy-female",
  ],
} as const;

/** `moodsAllowed`: a server that judges no moods refuses a session that consents to it. */
export function sessionUpdate(settings: Settings, moodsAllowed = true): WireEvent {
  const format = { type: "audio/pcm", rate: RATE };
  return {
    type: "session.update",
    session: {
      type: "realtime",
      output_modalities: ["audio"],
      audio: {
        input: {
          format,
          transcription:
            settings.speech === "auto"
              ? { model: "whisper-1" }
              : { model: "whisper-1", language: settings.speech },
          turn_detection: turnDetection(settings),
        },
        output: { format, voice: settings.voice, speed: settings.speed },
      },
      vivavoce: {
        persona: settings.persona,
        interruption: settings.interruption,
        latency_events: true,
        acting_events: true,
        backchannels: settings.backchannels,
        transcription_deltas: true,
        perception: {
          events: settings.tones,
          prompt: settings.tones,
          emotion: settings.tones && settings.moods && moodsAllowed,
          identity: settings.tones && settings.identity,
        },
      },
    },
  };
}

/** Does the server of this session judge moods at all? An older one does not tell. */
export function allowsMoods(session: Readonly<Record<string, unknown>>): boolean {
  const { perception } = (session["vivavoce"] ?? {}) as { perception?: { emotion?: boolean } };
  return perception?.emotion !== false;
}

function turnDetection(settings: Settings): object | null {
  if (settings.talkMode === "push") return null;
  if (settings.turns === "semantic_vad") {
    return { type: "semantic_vad", eagerness: settings.eagerness };
  }
  return { type: "server_vad" };
}

export function textItem(id: string, { role, text }: Remembered): WireEvent {
  const type = role === "user" ? "input_text" : "output_text";
  return {
    type: "conversation.item.create",
    item: { id, type: "message", role, content: [{ type, text }] },
  };
}
