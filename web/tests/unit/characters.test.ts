import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { PersonaDraft } from "../../src/characters/draft.ts";
import { kindsOf, matchesFilter } from "../../src/characters/filter.ts";
import { type Field, GROUPS, labelKey, pathsOf } from "../../src/characters/form_fields.ts";
import {
  belongsTo,
  entriesAt,
  examplesOf,
  freeId,
  isSaid,
  linesAt,
  textAt,
  withLines,
  withText,
  withValue,
} from "../../src/characters/record.ts";
import { CharacterStore } from "../../src/characters/store.ts";
import { ApiError } from "../../src/server/api.ts";
import type { PersonaApi, PersonaCheck, PersonaSummary } from "../../src/server/personas.ts";
import { en } from "../../src/i18n/en.ts";
import { initials, lookOf } from "../../src/views/avatar.ts";

test("a text of one string is both languages, and one of them can be changed", () => {
  const record = { identity: { name: "Mo" } };
  assert.deepEqual(textAt(record, "identity.name"), { en: "Mo", zh: "Mo" });
  const next = withText(record, "identity.name", "zh", "莫");
  assert.deepEqual(next, { identity: { name: { en: "Mo", zh: "莫" } } });
  assert.deepEqual(record, { identity: { name: "Mo" } }, "the old one is left alone");
});

test("what becomes empty is taken out, with the tables around it", () => {
  const record = withText({ id: "a" }, "identity.summary", "en", "x");
  assert.deepEqual(withText(record, "identity.summary", "en", ""), { id: "a" });
  assert.deepEqual(withValue({ voice: { en: "a", speed: 2 } }, "voice.speed", undefined), {
    voice: { en: "a" },
  });
  assert.deepEqual(withLines({}, "greetings", "zh", " 你好 \n\n嗯\n"), {
    greetings: { zh: ["你好", "嗯"] },
  });
  assert.deepEqual(withLines({ greetings: { zh: ["a"] } }, "greetings", "zh", "\n"), {});
});

test("a record of any shape is read without a fall", () => {
  const odd = {
    identity: 3,
    greetings: { en: "x", zh: [1, "好"] },
    examples: [null, 4, { user: 1 }],
  };
  assert.deepEqual(textAt(odd, "identity.name"), { en: "", zh: "" });
  assert.deepEqual(linesAt(odd, "greetings"), { en: [], zh: ["好"] });
  assert.deepEqual(examplesOf(odd), [{ language: "en", user: "", reply: "" }]);
  assert.deepEqual(withText(odd, "identity.name", "en", "A"), {
    ...odd,
    identity: { name: { en: "A" } },
  });
});

test("a finding belongs to the field around it and to no other", () => {
  assert.ok(belongsTo("greetings.zh[2]", "greetings"));
  assert.ok(belongsTo("examples[0].user", "examples"));
  assert.ok(!belongsTo("voice", "voice.speed"));
  assert.ok(!belongsTo("identity.name_x", "identity.name"));
});

test("a copy gets an id that nobody has", () => {
  assert.equal(freeId("mo", new Set(["mo"])), "mo_2");
  assert.equal(freeId("mo_2", new Set(["mo", "mo_2", "mo_3"])), "mo_4");
  assert.ok(freeId("a".repeat(64), new Set()).length <= 64);
});

const somebody = (id: string, more: Partial<PersonaSummary> = {}): PersonaSummary => ({
  id,
  name: { en: "Captain Mo", zh: "莫船长" },
  summary: { en: "A pirate", zh: "海盗" },
  role: { en: "", zh: "" },
  archetype: "character",
  voice: { en: "", zh: "" },
  speed: 1,
  greeting: { en: "", zh: "" },
  aliases: [],
  tags: [],
  built_in: true,
  is_default: false,
  ...more,
});

test("characters are found by words of either language, by tag and by kind", () => {
  const mo = somebody("mo", { tags: ["Sea"] });
  const find = (text: string, kind = "") => matchesFilter(mo, { text, kind });
  assert.ok(find("") && find("pirate MO") && find("海盗") && find("sea") && find("", "character"));
  assert.ok(!find("robot") && !find("", "tutor") && !find("", "own"));
  assert.deepEqual(
    kindsOf([mo, somebody("b", { archetype: "" }), somebody("c", { archetype: "aunt" })]),
    ["aunt", "character"],
  );
});

test("initials of both languages; a look is of the id alone", () => {
  assert.deepEqual(["Captain Mo", "luna", "莫船长", "", "😀 x"].map(initials), [
    "CM",
    "L",
    "莫",
    "?",
    "😀X",
  ]);
  assert.deepEqual(lookOf("ada"), lookOf("ada"));
  const hues = new Set(["ada", "adb", "adc", "add"].map((id) => lookOf(id).hue));
  assert.equal(hues.size, 4);
});

const check = (more: Partial<PersonaCheck>): PersonaCheck => ({
  ok: true,
  id: "ann",
  toml: "",
  record: null,
  findings: [],
  tokens: { en: 1, zh: 1 },
  budget_tokens: 600,
  prompt: null,
  ...more,
});

function draftOf(api: Partial<PersonaApi>): PersonaDraft {
  return new PersonaDraft(api as PersonaApi, {
    id: "ann",
    toml: 'id = "ann"',
    record: { id: "ann" },
    isBuiltIn: false,
    isNew: true,
  });
}

test("the form changes the file and the file the form, by the server", async () => {
  const asked: unknown[] = [];
  const draft = draftOf({
    check: async (content) => {
      asked.push(content);
      return "record" in content ? check({ toml: "written" }) : check({ record: { id: "read" } });
    },
  });
  draft.setRecord({ id: "ann", voice: { en: "x" } });
  await draft.checkNow();
  assert.equal(draft.toml, "written");
  draft.setToml("edited");
  await draft.checkNow();
  assert.deepEqual(draft.record, { id: "read" });
  assert.deepEqual(asked, [{ record: { id: "ann", voice: { en: "x" } } }, { toml: "edited" }]);
});

test("a file that cannot be read leaves the form; an old answer is not taken", async () => {
  let late: (value: PersonaCheck) => void = () => {};
  const answers = [
    new Promise<PersonaCheck>((done) => (late = done)),
    Promise.resolve(check({ ok: false, record: null })),
  ];
  const draft = draftOf({ check: () => answers.shift()! });
  const first = draft.checkNow();
  draft.setToml("broken [");
  await draft.checkNow();
  late(check({ record: { id: "old" } }));
  await first;
  assert.equal(draft.check?.ok, false);
  assert.deepEqual(draft.record, { id: "ann" });
});

test("mistakes are not saved; a refusal is told in the server's words and the draft stays", async () => {
  let saves = 0;
  const api = {
    check: async () => check({ ok: saves > 0, id: "ann" }),
    save: async () => {
      saves += 1;
      throw new ApiError(409, "'ann' is built in.");
    },
  };
  const draft = draftOf(api);
  assert.equal(await draft.save(), false);
  assert.equal(saves, 0);
  saves = 1;
  assert.equal(await draft.save(), false);
  assert.equal(draft.trouble, "'ann' is built in.");
  assert.ok(draft.isDirty);
});

test("the store finds by id, alias and default, and tells a server that is not there", async () => {
  let isDown = true;
  const store = new CharacterStore({
    list: async () => {
      if (isDown) throw new ApiError(0, "");
      return [somebody("xiao_yue", { is_default: true, aliases: ["yue"] }), somebody("mo")];
    },
  } as unknown as PersonaApi);
  await store.load();
  assert.deepEqual([store.state, store.trouble], ["failed", "server_down"]);
  isDown = false;
  await store.load();
  assert.equal(store.find("")?.id, "xiao_yue");
  assert.equal(store.find("yue")?.id, "xiao_yue");
  assert.equal(store.find("nobody"), undefined);
  const draft = store.create();
  assert.equal(draft.key, "my_character_2");
  assert.equal(store.create().key, "my_character_3");
});

interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxItems?: number;
}

const isBilingual = ({ properties }: Schema) =>
  properties !== undefined && Object.keys(properties).join() === "en,zh";

/** Paths of everything that holds a value. */
function leaves(schema: Schema, before = ""): [string, Schema][] {
  if (schema.properties !== undefined && !isBilingual(schema)) {
    return Object.entries(schema.properties).flatMap(([key, inner]) =>
      leaves(inner, before === "" ? key : `${before}.${key}`),
    );
  }
  if (schema.items?.properties !== undefined) return leaves(schema.items, `${before}[]`);
  return [[before, schema]];
}

test("the form has every field of the format, with its limits", () => {
  const schema = JSON.parse(readFileSync("../docs/persona.schema.json", "utf8")) as Schema;
  const all = new Map(leaves(schema));
  const fields = GROUPS.flatMap((group) => group.fields);
  const shown = new Set(pathsOf(fields).flatMap((path) => (path === "voice" ? ["voice.en", "voice.zh"] : [path])));
  const elsewhere = ["format", "card.json", "examples[].language", "examples[].user", "examples[].reply"];
  assert.deepEqual(
    [...all.keys()].filter((path) => !shown.has(path) && !elsewhere.includes(path)),
    [],
  );
  assert.deepEqual([...shown].filter((path) => !all.has(path)), ["examples"]);
  const compare = (field: Field, path: string) => {
    const found = all.get(path);
    if (field.kind === "list") return field.fields.forEach((one) => compare(one, `${path}[].${one.path}`));
    if (field.kind === "choice") assert.deepEqual(field.values, found?.enum, path);
    if (field.kind === "choices") assert.deepEqual(field.values, found?.items?.enum, path);
    if (field.kind === "number" || field.kind === "range") {
      assert.deepEqual([field.min, field.max], [found?.minimum, found?.maximum], path);
    }
    if (field.kind === "level") assert.deepEqual([found?.minimum, found?.maximum], [1, 5], path);
    if (field.kind === "lines" || field.kind === "both") assert.ok(found !== undefined, path);
  };
  for (const field of fields) compare(field, field.path);
});

test("every field, group and choice of the form has its words", () => {
  const need = (key: string) => assert.ok(key in en, key);
  const check = (field: Field, inside = "") => {
    if (field.kind !== "examples") need(labelKey(field, inside));
    if (field.kind === "choice" || field.kind === "choices") {
      for (const value of field.values) need(`${field.words}_${value}`);
    }
    if (field.kind === "list") for (const one of field.fields) check(one, field.path);
  };
  for (const { name, fields } of GROUPS) {
    need(`form_${name}`);
    for (const field of fields) check(field);
  }
});

test("entries of a list, and whether anything is said at all", () => {
  const record = { emotions: [{ when: "x" }, 3, {}], voice: { pitch: 0 }, prompt: "", a: { b: [] } };
  assert.deepEqual(entriesAt(record, "emotions"), [{ when: "x" }, {}]);
  assert.deepEqual(entriesAt(record, "voice"), []);
  const said = ["emotions", "voice.pitch", "prompt", "a.b", "nothing"].filter((path) =>
    isSaid(record, path),
  );
  assert.deepEqual(said, ["emotions", "voice.pitch"]);
});
