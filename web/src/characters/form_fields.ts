// Every field of a persona's file as the form shows it, in groups. A test compares the list with
// docs/persona.schema.json. Labels are the keys "field_" + path.

interface Common {
  readonly path: string; // in the record, or in an entry of a list
}
export type Field = Common &
  (
    | { readonly kind: "id" | "text" | "strings" | "flag" | "voices" }
    | { readonly kind: "examples" }
    | { readonly kind: "both" | "lines"; readonly rows?: number }
    | { readonly kind: "choice"; readonly values: readonly string[]; readonly words: string }
    | { readonly kind: "choices"; readonly values: readonly string[]; readonly words: string }
    | { readonly kind: "level" } // 1 to 5
    | { readonly kind: "number"; readonly min: number; readonly max: number; readonly step: number }
    | {
        readonly kind: "range"; // a number with a value that is as good as none
        readonly min: number;
        readonly max: number;
        readonly step: number;
        readonly none: number;
        readonly unit: string;
      }
    | { readonly kind: "list"; readonly fields: readonly Field[]; readonly most: number }
  );

export interface Group {
  readonly name: string; // "form_" + name is its title
  readonly isOpen: boolean; // at first; the others are opened when wanted
  readonly fields: readonly Field[];
}

const KINDS = [
  "companion", "rival", "mentor", "host", "interviewer", "assistant", "storyteller", "tutor",
  "customer", "guide", "character",
]; // prettier-ignore
const TRIES = [
  "machine", "maker", "secrets", "orders", "task", "form", "echo", "tongue", "memory", "claim",
  "unknown", "expert", "modern", "cipher", "pressure", "unheard", "sincere", "self_harm", "abuse",
  "minors",
]; // prettier-ignore
const SECTIONS = [
  "identity", "personality", "habits", "emotions", "boundaries", "knowledge", "scene", "manner",
]; // prettier-ignore
const OFTEN = ["never", "rarely", "sometimes", "often"];

const both = (path: string, rows = 1): Field => ({ kind: "both", path, rows });
const lines = (path: string, rows = 2): Field => ({ kind: "lines", path, rows });
const level = (path: string): Field => ({ kind: "level", path });
const choice = (path: string, words: string, values: readonly string[]): Field => ({
  kind: "choice",
  path,
  words,
  values,
});
const number = (path: string, min: number, max: number, step: number): Field => ({
  kind: "number",
  path,
  min,
  max,
  step,
});
const range = (
  path: string,
  [min, max]: readonly [number, number],
  step: number,
  none: number,
  unit: string,
): Field => ({ kind: "range", path, min, max, step, none, unit });
const list = (path: string, most: number, ...fields: Field[]): Field => ({
  kind: "list",
  path,
  most,
  fields,
});

export const GROUPS: readonly Group[] = [
  {
    name: "who",
    isOpen: true,
    fields: [
      { kind: "id", path: "id" },
      both("identity.name"),
      both("identity.summary"),
      both("identity.role"),
      both("identity.age"),
      both("identity.background", 3),
      both("identity.world", 2),
      choice("interaction.archetype", "kind", KINDS),
    ],
  },
  {
    name: "speech",
    isOpen: true,
    fields: [
      both("prompt", 5),
      lines("greetings"),
      lines("openers"),
      lines("backchannels"),
      choice("disclosure.policy", "policy", ["honest", "fiction"]),
      lines("disclosure.lines"),
    ],
  },
  {
    name: "voice",
    isOpen: true,
    fields: [
      { kind: "voices", path: "voice" },
      range("voice.speed", [0.5, 2], 0.05, 1, "×"),
      range("voice.pitch", [-6, 6], 0.5, 0, "st"),
      range("voice.energy", [0.5, 1.5], 0.05, 1, "×"),
      choice("voice.laughs", "often", OFTEN),
      choice("voice.sighs", "often", OFTEN),
      both("voice.scene"),
    ],
  },
  {
    name: "temper",
    isOpen: false,
    fields: [
      both("personality.words", 2),
      level("personality.openness"),
      level("personality.conscientiousness"),
      level("personality.extraversion"),
      level("personality.agreeableness"),
      level("personality.neuroticism"),
      lines("personality.values"),
      lines("personality.contradictions"),
      level("interaction.initiative"),
      both("interaction.humour"),
    ],
  },
  {
    name: "habits",
    isOpen: false,
    fields: [
      choice("habits.register", "register", ["casual", "neutral", "formal", "archaic"]),
      choice("habits.sentence_length", "length", ["short", "medium", "long"]),
      lines("habits.addresses"),
      lines("habits.fillers"),
      lines("habits.dialect_words"),
      lines("habits.never_says"),
      list("habits.catchphrases", 16, both("text"), both("when"), number("frequency", 0, 1, 0.05)),
    ],
  },
  {
    name: "feelings",
    isOpen: false,
    fields: [
      list("emotions", 64, both("when"), both("feeling"), level("intensity"), both("sign")),
      list(
        "boundaries",
        64,
        both("topic"),
        both("reaction"),
        both("escalation"),
        both("way_out"),
      ),
    ],
  },
  {
    name: "knowledge",
    isOpen: false,
    fields: [
      both("knowledge.scope", 2),
      choice("knowledge.era", "era", ["today", "past", "elsewhere"]),
      both("knowledge.until"),
      both("knowledge.when_asked"),
      list("knowledge.facts", 64, both("ask"), lines("also"), both("answer"), both("key")),
    ],
  },
  {
    name: "scenes",
    isOpen: false,
    fields: [
      list("scenes", 16, { kind: "text", path: "id" }, both("title"), both("setting", 2), both("opening")),
    ],
  },
  {
    name: "deflections",
    isOpen: false,
    fields: [list("deflections", 32, choice("to", "tries", TRIES), lines("lines"))],
  },
  { name: "examples", isOpen: true, fields: [{ kind: "examples", path: "examples" }] },
  {
    name: "model",
    isOpen: false,
    fields: [
      { kind: "choices", path: "rendering.sections", words: "section", values: SECTIONS },
      number("rendering.budget_tokens", 50, 8000, 10),
      number("rendering.max_examples", 0, 16, 1),
      number("sampling.temperature", 0, 2, 0.05),
      number("sampling.top_p", 0.01, 1, 0.01),
      number("sampling.max_tokens", 8, 1024, 1),
      { kind: "strings", path: "aliases" },
      { kind: "text", path: "extends" },
      { kind: "strings", path: "mixins" },
      { kind: "flag", path: "abstract" },
    ],
  },
];

/** "emotions[].when": every path of the form, entries of lists too. */
export function pathsOf(fields: readonly Field[], before = ""): string[] {
  return fields.flatMap((field) =>
    field.kind === "list"
      ? pathsOf(field.fields, `${before}${field.path}[].`)
      : [before + field.path],
  );
}

/** The key of a field's label; `inside`: the list that it is in. */
export function labelKey(field: Field, inside = ""): string {
  return `field_${inside === "" ? "" : `${inside}_`}${field.path}`.replaceAll(".", "_");
}
