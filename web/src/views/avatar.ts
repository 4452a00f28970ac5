// A picture for every character: two soft shapes and initials, both made of its id and name alone.
import { svg } from "../base/dom.ts";

let count = 0;

export interface Look {
  readonly hue: number; // degrees
  readonly turn: number; // degrees
  readonly shift: number; // of the second hue, degrees
}

/** FNV-1a, so that close ids look different. */
export function lookOf(id: string): Look {
  let hash = 2166136261;
  for (const char of id) hash = Math.imul(hash ^ char.codePointAt(0)!, 16777619) >>> 0;
  // The last round of MurmurHash3 spreads the last letters over all bits.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35) >>> 0;
  hash = (hash ^ (hash >>> 16)) >>> 0;
  return { hue: hash % 360, turn: (hash >>> 9) % 360, shift: 14 + ((hash >>> 18) % 24) };
}

/** "Captain Mo" is CM, "Luna" L, 莫船长 莫. */
export function initials(name: string): string {
  const words = name.trim().split(/[\s·]+/);
  const first = [...(words[0] ?? "")][0] ?? "?";
  if (/\p{Script=Han}/u.test(first)) return first;
  const last = words.length > 1 ? ([...words.at(-1)!][0] ?? "") : "";
  return (first + last).toUpperCase();
}

export function avatar(id: string, name: string): SVGElement {
  const { hue, turn, shift } = lookOf(id);
  const clip = `avatar-${++count}`;
  const letters = initials(name);
  const text = svg(
    "text",
    {
      x: 50,
      y: 51,
      "text-anchor": "middle",
      "dominant-baseline": "central",
      "font-size": letters.length > 1 ? 34 : 42,
      fill: "#fff",
    },
    letters,
  );
  return svg(
    "svg",
    { viewBox: "0 0 100 100", class: "avatar", "aria-hidden": "true", focusable: "false" },
    svg("clipPath", { id: clip }, svg("circle", { cx: 50, cy: 50, r: 50 })),
    svg(
      "g",
      { "clip-path": `url(#${clip})` },
      svg("rect", { width: 100, height: 100, fill: `hsl(${hue} 30% 33%)` }),
      svg(
        "g",
        { transform: `rotate(${turn} 50 50)` },
        svg("circle", { cx: 78, cy: 30, r: 46, fill: `hsl(${hue + shift} 32% 35%)` }),
        svg("circle", { cx: 96, cy: 22, r: 34, fill: `hsl(${hue + 2 * shift} 36% 38%)` }),
      ),
      text,
    ),
  );
}
