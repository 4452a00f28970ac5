// Every event of the wire in the order of time, sound left out: rows of sound (appended or received)
// become one row that counts, until something else happens.
import { Emitter } from "../base/emitter.ts";
import { bytesOfBase64, msOfPcm16 } from "../audio/pcm.ts";
import type { WireEvent } from "../realtime/events.ts";

export type Direction = "in" | "out" | "note";

export interface Row {
  readonly seq: number;
  readonly direction: Direction;
  readonly type: string;
  readonly at: number; // ms since the page was opened
  readonly gap: number; // ms since the row before
  last: number; // when the newest of a collapsed row came
  count: number;
  bytes: number; // of sound
  audioMs: number;
  readonly event: WireEvent; // without sound
}

interface Events {
  changed: null;
}

const MOST_ROWS = 4000;
const SOUND_KEYS: Record<string, string> = {
  "input_audio_buffer.append": "audio",
  "response.output_audio.delta": "delta",
};

export class EventLog extends Emitter<Events> {
  rows: Row[] = [];
  isPaused = false;
  private seq = 0;

  add(direction: Direction, event: WireEvent, now: number): void {
    if (this.isPaused) return;
    const key = SOUND_KEYS[event.type];
    const bytes = key === undefined ? 0 : bytesOfBase64(String(event[key] ?? ""));
    if (key !== undefined && this.joinSound(direction, event, bytes, now)) return;
    const kept = key === undefined ? event : { ...event, [key]: `(${bytes} bytes)` };
    this.rows.push({
      seq: ++this.seq,
      direction,
      type: event.type,
      at: now,
      gap: now - (this.rows.at(-1)?.last ?? now),
      last: now,
      count: 1,
      bytes,
      audioMs: key === undefined ? 0 : msOfPcm16(bytes),
      event: kept,
    });
    if (this.rows.length > MOST_ROWS) this.rows.splice(0, MOST_ROWS / 10);
    this.emit("changed", null);
  }

  clear(): void {
    this.rows = [];
    this.emit("changed", null);
  }

  toJsonLines(rows: readonly Row[] = this.rows): string {
    return rows
      .map(({ direction, at, last, count, bytes, audioMs, event }) =>
        JSON.stringify({
          t_ms: Math.round(at),
          direction,
          ...(bytes > 0 && { last_ms: Math.round(last), count, bytes, audio_ms: audioMs }),
          event,
        }),
      )
      .join("\n");
  }

  // Sound goes both ways at once: looks back over rows of sound only.
  private joinSound(direction: Direction, event: WireEvent, bytes: number, now: number): boolean {
    for (let i = this.rows.length - 1; i >= 0; --i) {
      const row = this.rows[i]!;
      if (SOUND_KEYS[row.type] === undefined) return false;
      if (row.type !== event.type || row.direction !== direction) continue;
      if (row.event["item_id"] !== event["item_id"]) return false;
      row.count += 1;
      row.bytes += bytes;
      row.audioMs += msOfPcm16(bytes);
      row.last = now;
      this.emit("changed", null);
      return true;
    }
    return false;
  }
}

export const GROUPS = ["session", "input", "item", "response", "sound", "error"] as const;
export type Group = (typeof GROUPS)[number];

export function groupOf(type: string): Group {
  if (SOUND_KEYS[type] !== undefined) return "sound";
  if (type === "error" || type.endsWith(".failed")) return "error";
  if (type.startsWith("input_audio_buffer.") || type.startsWith("vivavoce.perception.")) {
    return "input";
  }
  if (type.startsWith("conversation.")) return "item";
  if (type.startsWith("response.") || type.startsWith("vivavoce.")) return "response";
  return "session";
}

export interface Filter {
  readonly text: string;
  readonly hidden: ReadonlySet<Group>;
}

export function matches(row: Row, { text, hidden }: Filter): boolean {
  if (hidden.has(groupOf(row.type))) return false;
  const wanted = text.trim().toLowerCase();
  return (
    wanted === "" ||
    row.type.toLowerCase().includes(wanted) ||
    JSON.stringify(row.event).toLowerCase().includes(wanted)
  );
}
