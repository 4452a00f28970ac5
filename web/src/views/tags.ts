// A row of small labels.
import { h } from "../base/dom.ts";
import { tAny } from "../i18n/i18n.ts";
import type { Tag } from "../talk/heard.ts";
import { type Meant, reached } from "../talk/meant.ts";

export interface Label {
  readonly words: string;
  readonly kind: string;
}

export function heardLabels(tags: readonly Tag[]): Label[] {
  return tags.map(({ word, kind, number }) => ({
    words: tAny(`heard_${word}`).replace("{number}", String(number ?? "")),
    kind,
  }));
}

/** As far as `played` samples were heard; a scene that goes on is not told again. */
export function meantLabels(meant: Meant, played: number, sceneBefore: string): Label[] {
  const { scene } = meant;
  return [
    ...(scene === "" || scene === sceneBefore ? [] : [{ words: scene, kind: "scene" }]),
    ...reached(meant, played).map((words) => ({ words, kind: "direction" })),
  ];
}

export function tagList(name: string, labels: readonly Label[]): HTMLElement {
  return h(
    "ul",
    { class: "tags", "aria-label": name },
    ...labels.map(({ words, kind }) => h("li", { class: `tag ${kind}` }, words)),
  );
}
