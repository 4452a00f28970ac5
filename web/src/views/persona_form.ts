// The main fields of a persona, each in both languages; everything else is in its file.
import { h } from "../base/dom.ts";
import { icon } from "../base/icons.ts";
import type { PersonaDraft } from "../characters/draft.ts";
import {
  belongsTo,
  type Example,
  examplesOf,
  linesAt,
  textAt,
  type Tongue,
  valueAt,
  withLines,
  withText,
  withValue,
} from "../characters/record.ts";
import { type Key, t, tAny } from "../i18n/i18n.ts";
import type { Finding } from "../server/personas.ts";
import type { Voice } from "../server/speech.ts";

const TONGUES = ["zh", "en"] as const;
const KINDS = [
  "", "companion", "rival", "mentor", "host", "interviewer", "assistant", "storyteller", "tutor",
  "customer", "guide", "character",
]; // prettier-ignore
const POLICIES = ["", "honest", "fiction"];
const MOST_EXAMPLES = 64;

export class PersonaForm {
  readonly element = h("form", { class: "persona-form" });
  private readonly marks = new Map<string, HTMLElement>(); // by path
  private readonly isFixed: boolean;

  constructor(
    private readonly draft: PersonaDraft,
    private readonly voices: readonly Voice[],
  ) {
    this.isFixed = draft.isBuiltIn;
    this.element.onsubmit = (event) => event.preventDefault();
    this.build();
  }

  /** Again from the record: the file was edited. */
  build(): void {
    this.marks.clear();
    this.element.replaceChildren(
      this.group(
        "form_who",
        this.idField(),
        this.both("identity.name", "form_name"),
        this.both("identity.summary", "form_summary"),
        this.both("identity.role", "form_role"),
        this.both("identity.background", "form_background", 3),
        this.choice("interaction.archetype", "form_kind", KINDS, "kind"),
      ),
      this.group(
        "form_speech",
        this.both("prompt", "form_prompt", 5),
        this.both("personality.words", "form_words", 2),
        this.lines("greetings", "form_greetings"),
        this.lines("openers", "form_openers"),
        this.choice("disclosure.policy", "form_disclosure", POLICIES, "policy"),
      ),
      this.group("form_voice", this.voiceFields(), this.number("voice.speed", "set_speed", 0.5, 2)),
      this.group("form_examples", this.examples()),
    );
    this.mark();
  }

  /** Mistakes beside their fields. */
  mark(): void {
    const findings = this.draft.check?.findings ?? [];
    for (const [path, place] of this.marks) {
      const own = findings.filter(({ field }) => belongsTo(field, path));
      place.replaceChildren(
        ...own.map(({ severity, message }) => h("p", { class: `field-mark ${severity}` }, message)),
      );
      place.parentElement!.toggleAttribute(
        "data-wrong",
        own.some((one) => one.severity === "error"),
      );
    }
  }

  /** Moves to the field of a finding; false when the form has none for it. */
  goTo({ field }: Finding): boolean {
    const path = [...this.marks.keys()].find((own) => belongsTo(field, own));
    if (path === undefined) return false;
    const box = this.marks.get(path)!.parentElement!;
    const tongue = field.includes(".zh") ? "zh" : field.includes(".en") ? "en" : "";
    const control =
      box.querySelector<HTMLElement>(`[data-tongue="${tongue}"]`) ??
      box.querySelector<HTMLElement>("input, textarea, select");
    control?.focus();
    return true;
  }

  private set(change: (record: PersonaDraft["record"]) => PersonaDraft["record"]): void {
    this.draft.setRecord(change(this.draft.record));
  }

  /** Of a character that cannot be changed only what it says is shown. */
  private group(title: Key, ...fields: HTMLElement[]): HTMLElement {
    const shown = fields.filter(
      (field) =>
        !this.isFixed ||
        [...field.querySelectorAll<HTMLInputElement>("input, textarea, select")].some(
          ({ value }) => value !== "",
        ),
    );
    return h("fieldset", { disabled: this.isFixed }, h("legend", {}, t(title)), ...shown);
  }

  private field(path: string, label: Key, ...controls: HTMLElement[]): HTMLElement {
    const place = h("div", { class: "field-marks", "aria-live": "polite" });
    this.marks.set(path, place);
    return h(
      "div",
      { class: "form-field", role: "group", "aria-label": t(label) },
      h("span", { class: "form-label" }, t(label)),
      h("div", { class: controls.length > 1 ? "tongues" : "one" }, ...controls),
      place,
    );
  }

  private idField(): HTMLElement {
    const input = h("input", {
      "aria-label": t("form_id"),
      autocomplete: "off",
      spellcheck: "false",
    });
    input.value = this.draft.id;
    input.disabled = !this.draft.isNew;
    input.oninput = () => this.set((record) => ({ ...record, id: input.value.trim() }));
    return this.field("id", "form_id", input);
  }

  private both(path: string, label: Key, rows = 1): HTMLElement {
    const now = textAt(this.draft.record, path);
    return this.field(
      path,
      label,
      ...TONGUES.map((tongue) =>
        this.area(now[tongue], label, tongue, rows, (text) =>
          this.set((record) => withText(record, path, tongue, text)),
        ),
      ),
    );
  }

  private lines(path: string, label: Key): HTMLElement {
    const now = linesAt(this.draft.record, path);
    return this.field(
      path,
      label,
      ...TONGUES.map((tongue) =>
        this.area(now[tongue].join("\n"), label, tongue, 2, (text) =>
          this.set((record) => withLines(record, path, tongue, text)),
        ),
      ),
    );
  }

  private area(
    value: string,
    label: Key,
    tongue: Tongue,
    rows: number,
    change: (text: string) => void,
  ): HTMLElement {
    const control = h("textarea", {
      rows,
      lang: tongue === "zh" ? "zh-CN" : "en",
      "data-tongue": tongue,
      "aria-label": `${t(label)}, ${t(`tongue_${tongue}`)}`,
    });
    control.value = value;
    control.oninput = () => change(control.value);
    return h(
      "div",
      { class: "tongue" },
      h("span", { "aria-hidden": "true" }, tongue === "zh" ? "中" : "EN"),
      control,
    );
  }

  private choice(path: string, label: Key, values: string[], prefix: string): HTMLElement {
    const select = h(
      "select",
      { "aria-label": t(label) },
      ...values.map((value) =>
        h("option", { value }, value === "" ? t("form_not_said") : tAny(`${prefix}_${value}`)),
      ),
    );
    const now = valueAt(this.draft.record, path);
    select.value = typeof now === "string" ? now : "";
    select.onchange = () =>
      this.set((record) => withValue(record, path, select.value || undefined));
    return this.field(path, label, select);
  }

  private number(path: string, label: Key, min: number, max: number): HTMLElement {
    const input = h("input", { type: "range", min, max, step: 0.05, "aria-label": t(label) });
    const now = valueAt(this.draft.record, path);
    input.value = String(typeof now === "number" ? now : 1);
    const shown = h("output", { class: "number" }, `${input.value} ×`);
    input.oninput = () => {
      shown.textContent = `${input.value} ×`;
      const value = Number(input.value);
      this.set((record) => withValue(record, path, value === 1 ? undefined : value));
    };
    return this.field(path, label, h("div", { class: "range" }, input, shown));
  }

  private voiceFields(): HTMLElement {
    const now = textAt(this.draft.record, "voice");
    return this.field(
      "voice",
      "set_voice",
      ...TONGUES.map((tongue) => {
        const list = `voices-${tongue}`;
        const input = h("input", {
          list,
          "data-tongue": tongue,
          "aria-label": `${t("set_voice")}, ${t(`tongue_${tongue}`)}`,
          autocomplete: "off",
          spellcheck: "false",
        });
        input.value = now[tongue];
        input.oninput = () =>
          this.set((record) =>
            withValue(record, `voice.${tongue}`, input.value.trim() || undefined),
          );
        const own = this.voices.filter(({ language }) => language === tongue);
        return h(
          "div",
          { class: "tongue" },
          h("span", { "aria-hidden": "true" }, tongue === "zh" ? "中" : "EN"),
          input,
          h("datalist", { id: list }, ...own.map(({ id }) => h("option", { value: id }))),
        );
      }),
    );
  }

  private examples(): HTMLElement {
    const box = h("div", { class: "examples" });
    const place = h("div", { class: "field-marks", "aria-live": "polite" });
    this.marks.set("examples", place);
    const put = (list: readonly Example[]) =>
      this.set((record) => withValue(record, "examples", list.length === 0 ? undefined : list));
    const draw = () => {
      const list = examplesOf(this.draft.record);
      const change = (i: number, part: Partial<Example>) =>
        put(examplesOf(this.draft.record).map((one, n) => (n === i ? { ...one, ...part } : one)));
      box.replaceChildren(
        ...list.map((example, i) =>
          this.example(
            example,
            i,
            (part) => change(i, part),
            () => {
              put(examplesOf(this.draft.record).filter((_, n) => n !== i));
              draw();
            },
          ),
        ),
        ...(this.isFixed || list.length >= MOST_EXAMPLES
          ? []
          : [
              h(
                "button",
                {
                  class: "second small add-example",
                  type: "button",
                  onclick: () => {
                    put([
                      ...examplesOf(this.draft.record),
                      { language: "zh", user: "", reply: "" },
                    ]);
                    draw();
                    box.querySelector<HTMLElement>(".example:last-of-type textarea")?.focus();
                  },
                },
                t("form_add_example"),
              ),
            ]),
      );
    };
    draw();
    return h("div", { class: "form-field wide" }, box, place);
  }

  private example(
    { language, user, reply }: Example,
    i: number,
    change: (part: Partial<Example>) => void,
    remove: () => void,
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
      this.isFixed
        ? null
        : h(
            "button",
            { class: "plain", type: "button", "aria-label": label("remove"), onclick: remove },
            icon("close"),
          ),
    );
  }
}
