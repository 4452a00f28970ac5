// The shares in a report, wherever they stand: "9 of 10, 95 % interval 60 to 98 %". An evaluation is
// mostly these, and they are looked at better than read. Pure.

export interface Share {
  readonly label: string; // "xiao_yue · on · tasks"
  readonly count: number;
  readonly of: number;
  readonly low: number; // of the 95 % interval, 0 to 1
  readonly high: number;
}

export interface ShareGroup {
  readonly measure: string; // "out_of_character"
  readonly shares: readonly Share[];
}

const MOST = 200;
const DEEPEST = 8;
// What names a row; numbers and sentences do not.
const LONGEST_WORD = 40;
type Json = Record<string, unknown>;

/** In the order of the report, those of one measure together. */
export function sharesOf(report: unknown): ShareGroup[] {
  const groups = new Map<string, Share[]>();
  let found = 0;
  const add = (measure: string, labels: readonly string[], share: Omit<Share, "label">): void => {
    if (found++ >= MOST) return;
    const label = labels.filter((word) => word !== measure).join(" · ");
    groups.set(measure, [...(groups.get(measure) ?? []), { label, ...share }]);
  };
  const walk = (value: unknown, labels: readonly string[], depth: number): void => {
    if (depth > DEEPEST || found >= MOST) return;
    if (Array.isArray(value)) {
      for (const entry of value) walk(entry, labels, depth + 1);
      return;
    }
    if (!isObject(value)) return;
    const here = [...labels, ...words(value)];
    for (const [key, inner] of Object.entries(value)) {
      const share = isObject(inner) ? readShare(inner) : null;
      if (share !== null) add(key, here, share);
      // A list is named by its entries, an object by its key.
      else walk(inner, isObject(inner) ? [...here, key] : here, depth + 1);
    }
  };
  walk(report, [], 0);
  return [...groups].map(([measure, shares]) => ({ measure, shares }));
}

/** "9/10" for an object that is a share; null for any other. */
export function shareText(value: object): string | null {
  const share = readShare(value as Json);
  return share === null ? null : `${share.count}/${share.of}`;
}

function words(value: Json): string[] {
  return Object.entries(value).flatMap(([key, word]) =>
    typeof word === "string" && word !== "" && word.length <= LONGEST_WORD && !ABOUT.has(key)
      ? [word]
      : typeof word === "boolean" && word
        ? [key]
        : [],
  );
}
// Of the report itself, and a verdict, which is no name.
const ABOUT = new Set(["evaluation", "eval", "benchmark", "command", "machine", "title", "name"]);

function readShare(value: Json): Omit<Share, "label"> | null {
  const { count, of, low, high } = value;
  if (!isNumber(count) || !isNumber(of) || !isNumber(low) || !isNumber(high)) return null;
  if (of < 1 || count < 0 || count > of || low < 0 || high > 1 || low > high) return null;
  return { count, of, low, high };
}

function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
