// Reading and changing a persona's record (the JSON of its file) by path: "identity.name". Nothing is
// changed in place. Pure.
import type { Bilingual, PersonaRecord } from "../server/personas.ts";

export type Tongue = "en" | "zh";
type Lines = { readonly en: readonly string[]; readonly zh: readonly string[] };

export interface Example {
  readonly language: Tongue;
  readonly user: string;
  readonly reply: string;
}

export function valueAt(record: PersonaRecord, path: string): unknown {
  return path.split(".").reduce<unknown>((at, key) => (isObject(at) ? at[key] : undefined), record);
}

/** Empty tables on the way are made; undefined takes the key out, and tables that become empty. */
export function withValue(record: PersonaRecord, path: string, value: unknown): PersonaRecord {
  const [key = "", ...rest] = path.split(".");
  const inner = record[key];
  const next =
    rest.length === 0 ? value : withValue(isObject(inner) ? inner : {}, rest.join("."), value);
  const result = { ...record };
  const isGone = next === undefined || (rest.length > 0 && isObject(next) && isEmpty(next));
  if (isGone) delete result[key];
  else result[key] = next;
  return result;
}

/** One string stands for both languages. */
export function textAt(record: PersonaRecord, path: string): Bilingual {
  const value = valueAt(record, path);
  if (typeof value === "string") return { en: value, zh: value };
  const both = isObject(value) ? value : {};
  return { en: wordsOf(both["en"]), zh: wordsOf(both["zh"]) };
}

export function withText(
  record: PersonaRecord,
  path: string,
  tongue: Tongue,
  text: string,
): PersonaRecord {
  const both = { ...textAt(record, path), [tongue]: text };
  const kept = Object.fromEntries(Object.entries(both).filter(([, words]) => words !== ""));
  return withValue(record, path, isEmpty(kept) ? undefined : kept);
}

export function linesAt(record: PersonaRecord, path: string): Lines {
  const value = valueAt(record, path);
  const both = isObject(value) ? value : {};
  return { en: listOf(both["en"]), zh: listOf(both["zh"]) };
}

/** A line of the text is a line of the list; empty ones are left out. */
export function withLines(
  record: PersonaRecord,
  path: string,
  tongue: Tongue,
  text: string,
): PersonaRecord {
  const lines = text.split("\n").map((line) => line.trim());
  const both = { ...linesAt(record, path), [tongue]: lines.filter((line) => line !== "") };
  const kept = Object.fromEntries(Object.entries(both).filter(([, list]) => list.length > 0));
  return withValue(record, path, isEmpty(kept) ? undefined : kept);
}

export function examplesOf(record: PersonaRecord): readonly Example[] {
  const list = record["examples"];
  if (!Array.isArray(list)) return [];
  return list.filter(isObject).map((entry) => ({
    language: entry["language"] === "zh" ? "zh" : "en",
    user: wordsOf(entry["user"]),
    reply: wordsOf(entry["reply"]),
  }));
}

/** The tables of a list. */
export function entriesAt(record: PersonaRecord, path: string): readonly PersonaRecord[] {
  const list = valueAt(record, path);
  return Array.isArray(list) ? list.filter(isObject) : [];
}

/** Is there anything under this path? */
export function isSaid(record: PersonaRecord, path: string): boolean {
  const value = valueAt(record, path);
  if (value === undefined || value === null || value === "") return false;
  return typeof value !== "object" || !isEmpty(value);
}

/** "greetings.zh[2]" and "greetings" belong to "greetings". */
export function belongsTo(field: string, path: string): boolean {
  return field === path || field.startsWith(`${path}.`) || field.startsWith(`${path}[`);
}

/** 1 to 64 of a-z, 0-9 and _, which no other has. */
export function freeId(wanted: string, taken: ReadonlySet<string>): string {
  const stem = wanted.replace(/_\d+$/, "").slice(0, 60);
  for (let number = 2; ; ++number) {
    const id = `${stem}_${number}`;
    if (!taken.has(id)) return id;
  }
}

export function blankRecord(id: string): PersonaRecord {
  return { format: 1, id, voice: { en: "af_heart", zh: "zf_xiaoxiao" } };
}

function isObject(value: unknown): value is PersonaRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isEmpty(object: object): boolean {
  return Object.keys(object).length === 0;
}

function wordsOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((line) => typeof line === "string") : [];
}
