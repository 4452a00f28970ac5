// A row of small labels.
import { h } from "../base/dom.ts";

export interface Label {
  readonly words: string;
  readonly kind: string;
}

export function tagList(name: string, labels: readonly Label[]): HTMLElement {
  return h(
    "ul",
    { class: "tags", "aria-label": name },
    ...labels.map(({ words, kind }) => h("li", { class: `tag ${kind}` }, words)),
  );
}
