// Entries of a list in a persona's form: each a card with its fields, added and taken away.
import { h } from "../base/dom.ts";
import { icon } from "../base/icons.ts";
import { type Example, examplesOf, entriesAt, withValue } from "../characters/record.ts";
import { type Key, t } from "../i18n/i18n.ts";
import type { PersonaRecord } from "../server/personas.ts";
import type { Place } from "./form_controls.ts";

export interface EntriesParts {
  readonly path: string;
  readonly label: string;
  readonly most: number;
  readonly isFixed: boolean;
  readonly place: Place;
  /** The controls of entry `index`. */
  fields(entry: Place, index: number): readonly HTMLElement[];
}

export function entryList(parts: EntriesParts): HTMLElement {
  const { path, place, label } = parts;
  const box = h("div", { class: "entries" });
  const list = () => entriesAt(place.record, path);
  const put = (next: readonly PersonaRecord[]) =>
    place.set((record) => withValue(record, path, next.length === 0 ? undefined : next));
  const draw = () => {
    box.replaceChildren(
      ...list().map((_, i) => {
        const entry: Place = {
          get record() {
            return list()[i] ?? {};
          },
          set: (change) => put(list().map((one, n) => (n === i ? change(one) : one))),
        };
        const remove = () => {
          put(list().filter((_, n) => n !== i));
          draw();
        };
        return h(
          "div",
          { class: "entry-card", role: "group", "aria-label": `${label} ${i + 1}` },
          h("div", { class: "entry-fields" }, ...parts.fields(entry, i)),
          parts.isFixed ? null : remover(`${label} ${i + 1}, ${t("remove")}`, remove),
        );
      }),
      ...(parts.isFixed || list().length >= parts.most
        ? []
        : [adder(`${t("form_add")} · ${label}`, () => {
            put([...list(), {}]);
            draw();
            box
              .querySelector<HTMLElement>(".entry-card:last-of-type :is(input, textarea, select)")
              ?.focus();
          })]),
    );
  };
  draw();
  return box;
}

const MOST_EXAMPLES = 64;

export function exampleList(place: Place, isFixed: boolean): HTMLElement {
  const box = h("div", { class: "examples" });
  const list = () => examplesOf(place.record);
  const put = (next: readonly Example[]) =>
    place.set((record) => withValue(record, "examples", next.length === 0 ? undefined : next));
  const draw = () => {
    box.replaceChildren(
      ...list().map((example, i) =>
        exampleCard(
          example,
          i,
          (part) => put(list().map((one, n) => (n === i ? { ...one, ...part } : one))),
          isFixed
            ? null
            : () => {
                put(list().filter((_, n) => n !== i));
                draw();
              },
        ),
      ),
      ...(isFixed || list().length >= MOST_EXAMPLES
        ? []
        : [
            adder(t("form_add_example"), () => {
              put([...list(), { language: "zh", user: "", reply: "" }]);
              draw();
              box.querySelector<HTMLElement>(".example:last-of-type textarea")?.focus();
            }),
          ]),
    );
  };
  draw();
  return box;
}

function exampleCard(
  { language, user, reply }: Example,
  i: number,
  change: (part: Partial<Example>) => void,
  remove: (() => void) | null,
): HTMLElement {
  const label = (key: Key) => `${t("form_example")} ${i + 1}, ${t(key)}`;
  const select = h(
    "select",
    { "aria-label": label("form_example_language") },
    h("option", { value: "zh" }, "中"),
    h("option", { value: "en" }, "EN"),
  );
  select.value = language;
  select.onchange = () => change({ language: select.value === "zh" ? "zh" : "en" });
  const area = (name: "user" | "reply", value: string) => {
    const control = h("textarea", {
      rows: 1,
      "aria-label": label(`form_example_${name}`),
      placeholder: t(`form_example_${name}`),
    });
    control.value = value;
    control.oninput = () => change({ [name]: control.value });
    return control;
  };
  return h(
    "div",
    { class: "example" },
    select,
    h("div", { class: "example-words" }, area("user", user), area("reply", reply)),
    remove === null ? null : remover(label("remove"), remove),
  );
}

function remover(label: string, remove: () => void): HTMLElement {
  return h(
    "button",
    { class: "plain", type: "button", "aria-label": label, onclick: remove },
    icon("close"),
  );
}

function adder(words: string, add: () => void): HTMLElement {
  return h("button", { class: "second small add-entry", type: "button", onclick: add }, words);
}
