// Which characters are shown. Pure.
import type { PersonaSummary } from "../server/personas.ts";

export interface GalleryFilter {
  readonly text: string;
  readonly kind: string; // "", "own", or an archetype
}

export function matchesFilter(persona: PersonaSummary, { text, kind }: GalleryFilter): boolean {
  if (kind === "own" ? persona.built_in : kind !== "" && persona.archetype !== kind) return false;
  const { id, name, summary, role, aliases, tags } = persona;
  const all = [id, ...aliases, ...tags, ...[name, summary, role].flatMap((b) => [b.en, b.zh])]
    .join("\n")
    .toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
}

/** The archetypes there are, in alphabetical order. */
export function kindsOf(list: readonly PersonaSummary[]): string[] {
  return [...new Set(list.map((persona) => persona.archetype))]
    .filter((kind) => kind !== "")
    .sort();
}
