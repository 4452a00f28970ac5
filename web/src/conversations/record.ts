// A kept conversation: its turns in order of their beginning, each with its own sound. Pure.
import { RATE } from "../audio/pcm.ts";
import type { Perception } from "../talk/heard.ts";
import type { Meant } from "../talk/meant.ts";

export interface KeptConversation {
  readonly id: string;
  readonly startedAt: number; // ms since 1970
  readonly persona: string; // id
  readonly name: string; // of the persona, as it was shown
  turns: number;
  seconds: number; // from the start to the end of the last turn
  bytes: number;
}

export interface KeptTurn {
  readonly conversation: string;
  readonly seq: number;
  readonly role: "user" | "assistant";
  readonly text: string;
  readonly state: "final" | "cut" | "failed";
  readonly startMs: number; // after the start of the conversation
  readonly sound: Int16Array | null; // 24 kHz; null: it was written
  readonly perception?: Perception; // of the user's words: how they were said
  readonly meant?: Meant; // of a reply
}

export const LONGEST_PAUSE_MS = 1000;
const WRITTEN_MS = 1500; // how long a turn without sound is shown in replay and subtitles

export function turnMs(turn: KeptTurn): number {
  return turn.sound === null ? WRITTEN_MS : (turn.sound.length / RATE) * 1000;
}

export interface Placed {
  readonly turn: KeptTurn;
  readonly beginMs: number; // in the replay
  readonly endMs: number;
}

/** The turns on the time line of the replay: as they were, with long pauses shortened. */
export function layout(turns: readonly KeptTurn[]): Placed[] {
  let shift = 0; // what was cut out so far
  let end = 0; // of all before, in the replay
  return [...turns]
    .sort((a, b) => a.startMs - b.startMs || a.seq - b.seq)
    .map((turn, i) => {
      const pause = turn.startMs - shift - end;
      const most = i === 0 ? 0 : LONGEST_PAUSE_MS;
      if (pause > most) shift += pause - most;
      const beginMs = turn.startMs - shift;
      const endMs = beginMs + turnMs(turn);
      end = Math.max(end, endMs);
      return { turn, beginMs, endMs };
    });
}

/** The user left, the character right. */
export function mix(
  placed: readonly Placed[],
): [Float32Array<ArrayBuffer>, Float32Array<ArrayBuffer>] {
  const samples = Math.ceil((Math.max(0, ...placed.map(({ endMs }) => endMs)) / 1000) * RATE);
  const left = new Float32Array(samples);
  const right = new Float32Array(samples);
  for (const { turn, beginMs } of placed) {
    const channel = turn.role === "user" ? left : right;
    const begin = Math.round((beginMs / 1000) * RATE);
    turn.sound?.forEach((sample, i) => {
      const at = begin + i;
      if (at < samples) channel[at] = Math.max(-1, Math.min(1, channel[at]! + sample / 32768));
    });
  }
  return [left, right];
}

/** SubRip, on the time line of the replay. */
export function subtitles(
  placed: readonly Placed[],
  names: Record<KeptTurn["role"], string>,
): string {
  return placed
    .filter(({ turn }) => turn.text !== "")
    .map(
      ({ turn, beginMs, endMs }, i) =>
        `${i + 1}\n${clock(beginMs)} --> ${clock(endMs)}\n${names[turn.role]}: ${turn.text.replace(/\s*\n\s*/g, " ")}\n`,
    )
    .join("\n");
}

export function toJson(kept: KeptConversation, placed: readonly Placed[]): string {
  return JSON.stringify(
    {
      format: "vivavoce.conversation",
      version: 1,
      started_at: new Date(kept.startedAt).toISOString(),
      persona: kept.persona,
      name: kept.name,
      turns: placed.map(({ turn, beginMs, endMs }) => ({
        role: turn.role,
        text: turn.text,
        state: turn.state,
        start_ms: Math.round(turn.startMs),
        sound_ms: turn.sound === null ? null : Math.round(turnMs(turn)),
        replay_ms: [Math.round(beginMs), Math.round(endMs)],
        ...(turn.perception === undefined ? {} : { perception: turn.perception }),
        ...(turn.meant === undefined ? {} : { acting: actingOf(turn.meant) }),
      })),
    },
    null,
    2,
  );
}

function actingOf({ scene, directions }: Meant): object {
  const told = directions.map(({ words, at }) => ({ words, at_ms: Math.round((at / RATE) * 1000) }));
  return { scene, directions: told };
}

/** "00:01:02,345" */
function clock(ms: number): string {
  const whole = Math.max(0, Math.round(ms));
  const part = (value: number, digits: number) => String(value).padStart(digits, "0");
  const seconds = Math.floor(whole / 1000);
  return `${part(Math.floor(seconds / 3600), 2)}:${part(Math.floor(seconds / 60) % 60, 2)}:${part(seconds % 60, 2)},${part(whole % 1000, 3)}`;
}
