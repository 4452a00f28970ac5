// The perception track of a replay: pitch and loudness of every turn on the replay's time line, as paths.
// Pure, but for pauses in which the page can draw.
import { type Contour, contourOf, HOP_MS } from "../audio/contour.ts";
import { RATE } from "../audio/pcm.ts";
import type { Placed } from "./record.ts";

export interface TrackPart {
  readonly role: "user" | "assistant";
  readonly beginMs: number;
  readonly endMs: number;
  readonly contour: Contour;
}

export interface Track {
  readonly parts: readonly TrackPart[];
  readonly low: number; // Hz
  readonly high: number;
}

const LOUD_DB = -10;
const QUIET_DB = -55;
const RANGE = [0.03, 0.97] as const; // quantiles of the pitch: single errors do not set the scale

/** null: nothing was spoken, or `signal` says stop. */
export async function trackOf(placed: readonly Placed[], signal: AbortSignal): Promise<Track | null> {
  const parts: TrackPart[] = [];
  for (const { turn, beginMs, endMs } of placed) {
    if (turn.sound === null) continue;
    await new Promise((later) => setTimeout(later));
    if (signal.aborted) return null;
    parts.push({ role: turn.role, beginMs, endMs, contour: contourOf(turn.sound, RATE) });
  }
  const voiced = parts.flatMap(({ contour }) => [...contour.pitch].filter((hz) => hz > 0));
  if (voiced.length === 0) return null;
  voiced.sort((a, b) => a - b);
  const at = (share: number) => voiced[Math.round(share * (voiced.length - 1))]!;
  return { parts, low: at(RANGE[0]) / 1.06, high: at(RANGE[1]) * 1.06 }; // a semitone of room
}

/** On a height of 100; unvoiced parts are gaps. */
export function pitchLine(part: TrackPart, { low, high }: Track, perMs: number): string {
  let path = "";
  let pen = "M";
  part.contour.pitch.forEach((hz, i) => {
    if (hz < low || hz > high) {
      pen = "M";
      return;
    }
    const y = 100 - (100 * Math.log2(hz / low)) / Math.log2(high / low);
    path += `${pen}${point((part.beginMs + i * HOP_MS) * perMs, y)}`;
    pen = "L";
  });
  return path;
}

/** An area that stands on the ground. */
export function levelArea(part: TrackPart, perMs: number): string {
  const { level } = part.contour;
  if (level.length === 0) return "";
  const x = (i: number) => (part.beginMs + i * HOP_MS) * perMs;
  const line = Array.from(level, (db, i) => {
    const share = Math.max(0, Math.min(1, (db - QUIET_DB) / (LOUD_DB - QUIET_DB)));
    return point(x(i), 100 - 100 * share);
  });
  return `M${point(x(0), 100)}L${line.join("L")}L${point(x(level.length - 1), 100)}Z`;
}

function point(x: number, y: number): string {
  return `${x.toFixed(1)} ${y.toFixed(1)}`;
}
