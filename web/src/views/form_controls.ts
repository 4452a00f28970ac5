// The controls of a persona's fields: each reads its value from a record and writes it back, whole or as
// an entry of a list.
import { h } from "../base/dom.ts";
import type { Field } from "../characters/form_fields.ts";
import { linesAt, textAt, type Tongue, valueAt, withLines, withText, withValue } from "../characters/record.ts";
import { t, tAny } from "../i18n/i18n.ts";
import type { PersonaRecord } from "../server/personas.ts";
import type { Voice } from "../server/speech.ts";

export const TONGUES = ["zh", "en"] as const;

/** Where a control reads and writes. */
export interface Place {
  readonly record: PersonaRecord;
  set(change: (record: PersonaRecord) => PersonaRecord): void;
}

export interface Shown {
  readonly label: string; // for those who cannot see where it stands
  readonly voices: readonly Voice[];
}

/** One for each language, or one. Lists, examples and the id are made by the form itself. */
export function controlsOf(field: Field, place: Place, shown: Shown): HTMLElement[] {
  const { label } = shown;
  const { path } = field;
  switch (field.kind) {
    case "both": {
      const now = textAt(place.record, path);
      return TONGUES.map((tongue) =>
        area(now[tongue], label, tongue, field.rows ?? 1, (text) =>
          place.set((record) => withText(record, path, tongue, text)),
        ),
      );
    }
    case "lines": {
      const now = linesAt(place.record, path);
      return TONGUES.map((tongue) =>
        area(now[tongue].join("\n"), label, tongue, field.rows ?? 2, (text) =>
          place.set((record) => withLines(record, path, tongue, text)),
        ),
      );
    }
    case "voices":
      return TONGUES.map((tongue) => voice(tongue, path, place, shown));
    case "choice":
      return [choice(field.values, field.words, path, place, label)];
    case "choices":
      return [choices(field.values, field.words, path, place, label)];
    case "level":
      return [level(path, place, label)];
    case "number":
      return [number(field, path, place, label)];
    case "range":
      return [range(field, path, place, label)];
    case "text":
    case "strings":
      return [text(field.kind === "strings", path, place, label)];
    case "flag":
      return [flag(path, place, label)];
    default:
      return [];
  }
}

function area(
  value: string,
  label: string,
  tongue: Tongue,
  rows: number,
  change: (text: string) => void,
): HTMLElement {
  const control = h("textarea", {
    rows,
    lang: tongue === "zh" ? "zh-CN" : "en",
    "data-tongue": tongue,
    "aria-label": `${label}, ${t(`tongue_${tongue}`)}`,
  });
  control.value = value;
  control.oninput = () => change(control.value);
  return inTongue(tongue, control);
}

function inTongue(tongue: Tongue, ...controls: HTMLElement[]): HTMLElement {
  const sign = h("span", { "aria-hidden": "true" }, tongue === "zh" ? "中" : "EN");
  return h("div", { class: "tongue" }, sign, ...controls);
}

function voice(tongue: Tongue, path: string, place: Place, { label, voices }: Shown): HTMLElement {
  const list = `voices-${tongue}`;
  const input = h("input", {
    list,
    "data-tongue": tongue,
    "aria-label": `${label}, ${t(`tongue_${tongue}`)}`,
    autocomplete: "off",
    spellcheck: "false",
  });
  input.value = textAt(place.record, path)[tongue];
  input.oninput = () =>
    place.set((record) =>
      withValue(record, `${path}.${tongue}`, input.value.trim() || undefined),
    );
  const own = voices.filter(({ language }) => language === tongue);
  const known = h("datalist", { id: list }, ...own.map(({ id }) => h("option", { value: id })));
  return inTongue(tongue, input, known);
}

function choice(
  values: readonly string[],
  words: string,
  path: string,
  place: Place,
  label: string,
): HTMLElement {
  const select = h(
    "select",
    { "aria-label": label },
    h("option", { value: "" }, t("form_not_said")),
    ...values.map((value) => h("option", { value }, tAny(`${words}_${value}`))),
  );
  const now = valueAt(place.record, path);
  select.value = typeof now === "string" ? now : "";
  select.onchange = () =>
    place.set((record) => withValue(record, path, select.value || undefined));
  return select;
}

function choices(
  values: readonly string[],
  words: string,
  path: string,
  place: Place,
  label: string,
): HTMLElement {
  const now = valueAt(place.record, path);
  const chosen = new Set(Array.isArray(now) ? now : []);
  const boxes = values.map((value) => {
    const input = h("input", { type: "checkbox", value });
    input.checked = chosen.has(value);
    input.onchange = () => {
      if (input.checked) chosen.add(value);
      else chosen.delete(value);
      const list = values.filter((one) => chosen.has(one));
      place.set((record) => withValue(record, path, list.length === 0 ? undefined : list));
    };
    return h("label", { class: "pick" }, input, h("span", {}, tAny(`${words}_${value}`)));
  });
  return h("div", { class: "picks", role: "group", "aria-label": label }, ...boxes);
}

let levels = 0; // radio groups need names of their own

function level(path: string, place: Place, label: string): HTMLElement {
  const now = valueAt(place.record, path);
  const name = `level-${++levels}`;
  const steps = [0, 1, 2, 3, 4, 5].map((value) => {
    const input = h("input", { type: "radio", name, value });
    input.checked = value === (typeof now === "number" ? now : 0);
    input.onchange = () =>
      place.set((record) => withValue(record, path, value === 0 ? undefined : value));
    const words = value === 0 ? "–" : String(value);
    return h(
      "label",
      { class: "pick", title: value === 0 ? t("form_not_said") : null },
      input,
      h("span", {}, words),
    );
  });
  return h("div", { class: "picks level", role: "radiogroup", "aria-label": label }, ...steps);
}

function number(
  { min, max, step }: { readonly min: number; readonly max: number; readonly step: number },
  path: string,
  place: Place,
  label: string,
): HTMLElement {
  const input = h("input", {
    type: "number",
    min,
    max,
    step,
    class: "short",
    placeholder: `${min} – ${max}`,
    "aria-label": label,
  });
  const now = valueAt(place.record, path);
  input.value = typeof now === "number" ? String(now) : "";
  input.oninput = () =>
    place.set((record) =>
      withValue(record, path, input.value === "" ? undefined : input.valueAsNumber),
    );
  return input;
}

function range(
  field: {
    readonly min: number;
    readonly max: number;
    readonly step: number;
    readonly none: number;
    readonly unit: string;
  },
  path: string,
  place: Place,
  label: string,
): HTMLElement {
  const { min, max, step, none, unit } = field;
  const input = h("input", { type: "range", min, max, step, "aria-label": label });
  const now = valueAt(place.record, path);
  input.value = String(typeof now === "number" ? now : none);
  const shown = h("output", { class: "number" }, `${input.value} ${unit}`);
  input.oninput = () => {
    shown.textContent = `${input.value} ${unit}`;
    const value = Number(input.value);
    place.set((record) => withValue(record, path, value === none ? undefined : value));
  };
  return h("div", { class: "range" }, input, shown);
}

/** `isList`: words with commas between them. */
function text(isList: boolean, path: string, place: Place, label: string): HTMLElement {
  const input = h("input", { "aria-label": label, autocomplete: "off", spellcheck: "false" });
  const now = valueAt(place.record, path);
  input.value = Array.isArray(now) ? now.join(", ") : typeof now === "string" ? now : "";
  input.oninput = () => {
    const words = (isList ? input.value.split(/[,，、]/) : [input.value])
      .map((word) => word.trim())
      .filter((word) => word !== "");
    const value = words.length === 0 ? undefined : isList ? words : words[0];
    place.set((record) => withValue(record, path, value));
  };
  return input;
}

function flag(path: string, place: Place, label: string): HTMLElement {
  const input = h("input", { type: "checkbox", role: "switch", "aria-label": label });
  input.checked = valueAt(place.record, path) === true;
  input.onchange = () =>
    place.set((record) => withValue(record, path, input.checked ? true : undefined));
  return input;
}
