// A persona as a form: every field of its file, each text in both languages side by side.
import { h } from "../base/dom.ts";
import type { PersonaDraft } from "../characters/draft.ts";
import { type Field, type Group, GROUPS, labelKey } from "../characters/form_fields.ts";
import { belongsTo, isSaid } from "../characters/record.ts";
import { t, tAny } from "../i18n/i18n.ts";
import type { Finding } from "../server/personas.ts";
import type { Voice } from "../server/speech.ts";
import { controlsOf, type Place } from "./form_controls.ts";
import { entryList, exampleList } from "./form_entries.ts";

export class PersonaForm {
  readonly element = h("form", { class: "persona-form" });
  private readonly marks = new Map<string, HTMLElement>(); // by path
  private readonly open = new Map<string, boolean>(); // groups that were opened or closed
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
    this.element.replaceChildren(...GROUPS.flatMap((group) => this.group(group) ?? []));
    this.mark();
  }

  /** Mistakes beside their fields: each at the nearest one there is. */
  mark(): void {
    const findings = this.draft.check?.findings ?? [];
    for (const [path, place] of this.marks) {
      const own = findings.filter(({ field }) => this.nearest(field) === path);
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
    const path = this.nearest(field);
    if (path === undefined) return false;
    const box = this.marks.get(path)!.parentElement!;
    box.closest("details")!.open = true;
    const tongue = field.includes(".zh") ? "zh" : field.includes(".en") ? "en" : "";
    const control =
      box.querySelector<HTMLElement>(`[data-tongue="${tongue}"]`) ??
      box.querySelector<HTMLElement>("input, textarea, select, button");
    control?.focus();
    return true;
  }

  private nearest(field: string): string | undefined {
    return [...this.marks.keys()]
      .filter((own) => belongsTo(field, own))
      .sort((a, b) => b.length - a.length)[0];
  }

  private get place(): Place {
    const { draft } = this;
    return {
      get record() {
        return draft.record;
      },
      set: (change) => draft.setRecord(change(draft.record)),
    };
  }

  /** Of a character that cannot be changed only what it says is shown; null: nothing. */
  private group({ name, isOpen, fields }: Group): HTMLElement | null {
    const shown = fields.filter(({ path }) => !this.isFixed || isSaid(this.draft.record, path));
    if (shown.length === 0) return null;
    const said = fields.filter(({ path }) => isSaid(this.draft.record, path)).length;
    const details = h(
      "details",
      { class: "form-group", open: this.open.get(name) ?? isOpen },
      h(
        "summary",
        {},
        h("h2", {}, tAny(`form_${name}`)),
        isOpen || said === 0 ? null : h("span", { class: "quiet" }, `${said} / ${fields.length}`),
      ),
      h(
        "fieldset",
        { disabled: this.isFixed, "aria-label": tAny(`form_${name}`) },
        ...shown.map((field) => this.field(field, this.place)),
      ),
    );
    details.addEventListener("toggle", () => this.open.set(name, details.open));
    return details;
  }

  private field(field: Field, place: Place, list = "", index = 0): HTMLElement {
    const words = tAny(labelKey(field, list));
    const path = list === "" ? field.path : `${list}[${index}].${field.path}`;
    const marks = h("div", { class: "field-marks", "aria-live": "polite" });
    this.marks.set(path, marks);
    if (field.kind === "examples") {
      return h("div", { class: "form-field wide" }, exampleList(place, this.isFixed), marks);
    }
    if (field.kind === "list") {
      const { path: inList, most, fields } = field;
      const entries = entryList({
        path: inList,
        label: words,
        most,
        isFixed: this.isFixed,
        place,
        fields: (entry, i) => fields.map((inner) => this.field(inner, entry, inList, i)),
      });
      const title = h("span", { class: "form-label" }, words);
      return h("div", { class: "form-field wide" }, title, entries, marks);
    }
    const label = list === "" ? words : `${tAny(`field_${list}`.replaceAll(".", "_"))} ${index + 1}, ${words}`;
    const controls =
      field.kind === "id" ? [this.idControl()] : controlsOf(field, place, { label, voices: this.voices });
    const isPair = controls.length > 1;
    return h(
      "div",
      { class: "form-field", ...(isPair ? { role: "group", "aria-label": label } : {}) },
      h("span", { class: "form-label" }, words),
      h("div", { class: isPair ? "tongues" : "one" }, ...controls),
      marks,
    );
  }

  private idControl(): HTMLElement {
    const input = h("input", {
      "aria-label": t("field_id"),
      autocomplete: "off",
      spellcheck: "false",
    });
    input.value = this.draft.id;
    input.disabled = !this.draft.isNew;
    input.oninput = () => this.place.set((record) => ({ ...record, id: input.value.trim() }));
    return input;
  }
}
