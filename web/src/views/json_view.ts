// JSON with its keys, texts and numbers told apart.
import { h } from "../base/dom.ts";

const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/gi;

export function jsonNodes(value: unknown): (Node | string)[] {
  const text = JSON.stringify(value, null, 2) ?? "";
  const nodes: (Node | string)[] = [];
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    nodes.push(text.slice(end, match.index));
    const kind =
      match[1] === undefined ? "json-value" : match[2] === undefined ? "json-text" : "json-key";
    nodes.push(h("span", { class: kind }, match[1] ?? match[0]), match[2] ?? "");
    end = match.index + match[0].length;
  }
  return [...nodes, text.slice(end)];
}
