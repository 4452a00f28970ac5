// The file of a persona with its line numbers; a line that is spoken of is marked.
import { h } from "../base/dom.ts";
import type { PersonaDraft } from "../characters/draft.ts";
import { t } from "../i18n/i18n.ts";

export class TomlEditor {
  private readonly gutter = h("div", { class: "gutter", "aria-hidden": "true" });
  private readonly text = h("textarea", {
    class: "toml",
    wrap: "off",
    spellcheck: "false",
    autocomplete: "off",
    autocapitalize: "off",
    "aria-label": t("as_file"),
  });
  readonly element = h("div", { class: "toml-editor" }, this.gutter, this.text);

  constructor(private readonly draft: PersonaDraft) {
    this.text.value = draft.toml;
    this.text.readOnly = draft.isBuiltIn;
    this.text.oninput = () => {
      draft.setToml(this.text.value);
      this.mark();
    };
    this.text.onscroll = () => (this.gutter.scrollTop = this.text.scrollTop);
    this.mark();
  }

  /** Takes over a file that the form has changed. */
  fill(): void {
    if (this.text.value !== this.draft.toml) this.text.value = this.draft.toml;
    this.mark();
  }

  mark(): void {
    const marks = new Map<number, string>();
    for (const { line, severity } of this.draft.check?.findings ?? []) {
      if (marks.get(line) !== "error") marks.set(line, severity);
    }
    const lines = this.text.value.split("\n").length;
    this.gutter.replaceChildren(
      ...Array.from({ length: lines }, (_, i) =>
        h("span", { class: `line ${marks.get(i + 1) ?? ""}` }, String(i + 1)),
      ),
    );
    this.gutter.scrollTop = this.text.scrollTop;
  }

  goTo(line: number): void {
    const before = this.text.value.split("\n").slice(0, line - 1);
    const start = before.reduce((sum, one) => sum + one.length + 1, 0);
    const end = this.text.value.indexOf("\n", start);
    this.text.focus();
    this.text.setSelectionRange(start, end < 0 ? this.text.value.length : end);
    const height = this.text.scrollHeight / Math.max(1, this.text.value.split("\n").length);
    this.text.scrollTop = Math.max(0, (line - 5) * height);
  }
}
