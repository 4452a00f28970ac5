// The prosody of a take as the synthesiser planned it, ready to be drawn: clauses joined on one clock,
// pitch in semitones, curves as paths. Pure.

export interface PlanSpan {
  readonly text: string;
  readonly start_ms: number;
  readonly end_ms: number;
}

/** `vivavoce.speech.plan`, docs/openapi.json. */
export interface PlanClause {
  readonly text: string;
  readonly start_ms: number;
  readonly end_ms: number;
  readonly words: readonly PlanSpan[];
  readonly phonemes: readonly PlanSpan[];
  readonly marks: readonly PlanSpan[];
  readonly curve: {
    readonly ms: readonly number[];
    readonly model_pitch_hz: readonly number[];
    readonly pitch_hz: readonly number[];
    readonly loudness_db: readonly number[];
  };
}

export type CurveName = "model_pitch_hz" | "pitch_hz" | "loudness_db";

export interface Plan {
  readonly words: readonly PlanSpan[];
  readonly phonemes: readonly PlanSpan[];
  readonly marks: readonly PlanSpan[];
  readonly curves: readonly PlanClause["curve"][]; // of a clause each
}

export interface Range {
  readonly low: number;
  readonly high: number;
}

const VOICED_HZ = 10;
const LEAST_RANGE_ST = 6; // a flat voice is drawn flat

export function planOf(clauses: readonly PlanClause[]): Plan {
  return {
    words: clauses.flatMap(({ words }) => words),
    phonemes: clauses.flatMap(({ phonemes }) => phonemes),
    marks: clauses.flatMap(({ marks }) => marks),
    curves: clauses.map(({ curve }) => curve).filter(({ ms }) => ms.length > 0),
  };
}

/** Lowest and highest pitch of the plans, Hz; null: none is voiced. */
export function pitchRange(plans: readonly Plan[]): Range | null {
  let low = Infinity;
  let high = 0;
  for (const { curves } of plans) {
    for (const { pitch_hz, model_pitch_hz } of curves) {
      for (const hz of [...pitch_hz, ...model_pitch_hz]) {
        if (hz <= VOICED_HZ) continue;
        low = Math.min(low, hz);
        high = Math.max(high, hz);
      }
    }
  }
  if (high === 0) return null;
  const missing = Math.max(0, LEAST_RANGE_ST - 12 * Math.log2(high / low)) / 2;
  return { low: low * 2 ** (-missing / 12), high: high * 2 ** (missing / 12) };
}

/** 0 at the bottom of the range, 1 at its top; equal steps of pitch are equally high. */
export function pitchPlace(hz: number, { low, high }: Range): number {
  return Math.log2(hz / low) / Math.log2(high / low);
}

/** A path through a curve: x per ms, `place` 0 to 1 on a height of 100; unvoiced parts are gaps. */
export function pitchPath(
  plan: Plan,
  name: "model_pitch_hz" | "pitch_hz",
  range: Range,
  perMs: number,
): string {
  let path = "";
  for (const curve of plan.curves) {
    let pen = "M";
    curve.ms.forEach((ms, i) => {
      const hz = curve[name][i] ?? 0;
      if (hz <= VOICED_HZ) {
        pen = "M";
        return;
      }
      path += `${pen}${point(ms * perMs, 100 - 100 * pitchPlace(hz, range))}`;
      pen = "L";
    });
  }
  return path;
}

export const MOST_DB = 12;

/** The change of loudness around the middle of a height of 100, as an area. */
export function loudnessPath(plan: Plan, perMs: number): string {
  return plan.curves
    .map(({ ms, loudness_db }) => {
      const line = ms.map((at, i) => {
        const db = Math.max(-MOST_DB, Math.min(MOST_DB, loudness_db[i] ?? 0));
        return point(at * perMs, 50 - (50 * db) / MOST_DB);
      });
      return `M${point(ms[0]! * perMs, 50)}L${line.join("L")}L${point(ms.at(-1)! * perMs, 50)}Z`;
    })
    .join("");
}

/** Pitch in Hz that half of the voiced curve is below. */
export function medianPitch({ curves }: Plan): number {
  const voiced = curves
    .flatMap(({ pitch_hz }) => pitch_hz.filter((hz) => hz > VOICED_HZ))
    .sort((a, b) => a - b);
  return voiced[Math.floor(voiced.length / 2)] ?? 0;
}

function point(x: number, y: number): string {
  return `${x.toFixed(1)} ${y.toFixed(1)}`;
}
