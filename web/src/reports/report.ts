// Results of `vivavoce bench` and of evaluations, made ready to be drawn. A report that is not known by
// name is shown by its shape: numbers, and lists of rows. Pure.

import { type ShareGroup, shareText, sharesOf } from "./shares.ts";

export interface StageRow {
  readonly stage: string;
  readonly p50: number; // ms
  readonly p95: number;
}

export interface AnswerPoint {
  readonly question: string;
  readonly ms: number;
  readonly heard: string;
  readonly reply: string;
}

export interface LatencyReport {
  readonly kind: "latency";
  readonly title: string;
  readonly command: string;
  readonly machine: string;
  readonly stages: readonly StageRow[];
  readonly points: readonly AnswerPoint[];
  readonly answered: number;
  readonly questions: number;
  readonly underruns: number;
  readonly longestGapMs: number;
}

export interface NumberRow {
  readonly name: string; // "chinese.character_error_rate"
  readonly value: number;
}

export interface TableOfRows {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly left: number; // rows that are not shown
}

export interface GenericReport {
  readonly kind: "generic";
  readonly title: string;
  readonly command: string;
  readonly machine: string;
  readonly shares: readonly ShareGroup[];
  readonly numbers: readonly NumberRow[];
  readonly tables: readonly TableOfRows[];
}

export type Report = LatencyReport | GenericReport;

const MOST_NUMBERS = 60;
const MOST_ROWS = 100;
const MOST_COLUMNS = 8;
const DEEPEST = 4;
type Json = Record<string, unknown>;

/** Null: no JSON object. */
export function readReport(text: string): Report | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isObject(value)) return null;
  return value["benchmark"] === "latency" && isObject(value["summary"])
    ? latency(value, value["summary"])
    : generic(value);
}

function latency(report: Json, summary: Json): LatencyReport {
  const stages = isObject(summary["stages_ms"]) ? summary["stages_ms"] : {};
  const answers = Array.isArray(report["answers"]) ? report["answers"].filter(isObject) : [];
  return {
    kind: "latency",
    title: "latency",
    command: textOf(report["command"]) || "vivavoce bench latency --json",
    machine: machineOf(report["machine"]),
    stages: Object.entries(stages)
      .filter((entry): entry is [string, Json] => isObject(entry[1]))
      .map(([stage, values]) => ({
        stage,
        p50: numberOf(values["p50"]),
        p95: numberOf(values["p95"]),
      }))
      .sort((a, b) => a.p50 - b.p50),
    points: answers.flatMap((answer) => {
      const times = isObject(answer["stages_ms"]) ? answer["stages_ms"] : {};
      if (answer["answered"] !== true || typeof times["first_audio"] !== "number") return [];
      return [
        {
          question: textOf(answer["question"]),
          ms: times["first_audio"],
          heard: textOf(answer["heard"]),
          reply: textOf(answer["reply"]),
        },
      ];
    }),
    answered: numberOf(summary["answered"]),
    questions: numberOf(summary["questions"]),
    underruns: numberOf(summary["underruns"]),
    longestGapMs: numberOf(summary["longest_gap_ms"]),
  };
}

function generic(report: Json): GenericReport {
  const numbers: NumberRow[] = [];
  const tables: TableOfRows[] = [];
  const walk = (value: unknown, name: string, depth: number): void => {
    if (typeof value === "number" && Number.isFinite(value)) {
      if (numbers.length < MOST_NUMBERS) numbers.push({ name, value });
    } else if (Array.isArray(value)) {
      const rows = value.filter(isObject);
      if (rows.length > 0) tables.push(tableOf(name, rows));
    } else if (isObject(value) && depth < DEEPEST) {
      for (const [key, inner] of Object.entries(value)) {
        if (depth === 0 && (key === "machine" || key === "command")) continue;
        walk(inner, name === "" ? key : `${name}.${key}`, depth + 1);
      }
    }
  };
  walk(report, "", 0);
  const title =
    ["benchmark", "eval", "evaluation", "name", "title"]
      .map((key) => textOf(report[key]))
      .find((word) => word !== "") ?? "";
  return {
    kind: "generic",
    title,
    command: textOf(report["command"]),
    machine: machineOf(report["machine"]),
    shares: sharesOf(report),
    numbers,
    tables,
  };
}

function tableOf(name: string, rows: readonly Json[]): TableOfRows {
  const columns = [...new Set(rows.slice(0, MOST_ROWS).flatMap((row) => Object.keys(row)))].slice(
    0,
    MOST_COLUMNS,
  );
  const cell = (value: unknown) =>
    value === undefined || value === null
      ? ""
      : typeof value === "object"
        ? (shareText(value) ?? JSON.stringify(value).slice(0, 200))
        : typeof value === "number" && !Number.isInteger(value)
          ? String(Number(value.toPrecision(4)))
          : String(value).slice(0, 200);
  return {
    name,
    columns,
    rows: rows.slice(0, MOST_ROWS).map((row) => columns.map((column) => cell(row[column]))),
    left: Math.max(0, rows.length - MOST_ROWS),
  };
}

function machineOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (!isObject(value)) return "";
  const parts = ["cpu", "cpu_model", "model", "usable_cores", "memory_bytes"].flatMap((key) => {
    const fact = value[key];
    if (typeof fact === "string") return [fact];
    if (typeof fact !== "number") return [];
    return [key.includes("memory") ? `${(fact / 2 ** 30).toFixed(0)} GiB` : `${fact} CPU`];
  });
  return parts.length > 0 ? parts.join(" · ") : JSON.stringify(value).slice(0, 300);
}

/** Steps of an axis from 0: 1, 2 or 5 times a power of ten, at most `count` of them. */
export function ticks(most: number, count = 6): number[] {
  if (!(most > 0)) return [0];
  const raw = most / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= raw)!;
  return Array.from({ length: Math.floor(most / step + 1e-9) + 1 }, (_, i) => i * step);
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function numberOf(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) ? value : 0;
}
