// Words in the language of the page.
import { en, type Key, type Words } from "./en.ts";
import { zh } from "./zh.ts";

export type { Key } from "./en.ts";

const TABLES: Readonly<Record<"en" | "zh", Words>> = { en, zh };
const HTML_LANG = { en: "en", zh: "zh-CN" };

let words: Words = en;

export function useLanguage(language: "en" | "zh"): void {
  words = TABLES[language];
  document.documentElement.lang = HTML_LANG[language];
}

export function t(key: Key): string {
  return words[key];
}

/** What a server says in both languages; an older one knows English only. */
export function inPageLanguage(inEnglish: string, inChinese = ""): string {
  return words === zh && inChinese !== "" ? inChinese : inEnglish;
}

/** For keys made of parts; a key that is not in the table is shown as it is, never as nothing. */
export function tAny(key: string): string {
  return key in words ? words[key as Key] : key;
}
