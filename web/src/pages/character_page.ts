// One character: form or file, with what the server says of it beside them. Those built in are shown and
// can be copied.
import { download } from "../base/download.ts";
import { h, setText } from "../base/dom.ts";
import { icon } from "../base/icons.ts";
import type { PersonaDraft } from "../characters/draft.ts";
import { textAt } from "../characters/record.ts";
import { type CharacterStore, wordsOf } from "../characters/store.ts";
import { t, tAny } from "../i18n/i18n.ts";
import { EXPORT_FORMATS, type ExportFormat, type Finding } from "../server/personas.ts";
import type { SpeechApi, Voice } from "../server/speech.ts";
import { avatar } from "../views/avatar.ts";
import { LintPanel } from "../views/lint_panel.ts";
import { inTongue } from "../views/persona_card.ts";
import { PersonaForm } from "../views/persona_form.ts";
import { TomlEditor } from "../views/toml_editor.ts";
import type { CharactersParts } from "./characters_page.ts";
import type { Page } from "./page.ts";

type View = "form" | "file";

export class CharacterPage implements Page {
  readonly element = h("main", { id: "content", class: "page character", tabindex: -1 });
  private readonly head = h("div", { class: "page-head" });
  private readonly trouble = h("p", { class: "page-trouble", role: "alert", hidden: true });
  private readonly body = h("div", { class: "character-body" });
  private readonly offs: (() => void)[] = [];
  private voices: readonly Voice[] = [];
  private view: View = "form";
  private isGone = false;

  constructor(
    private readonly id: string,
    private readonly parts: CharactersParts,
    private readonly speech: SpeechApi,
  ) {
    this.element.append(this.head, this.trouble, this.body);
    this.body.append(h("p", { class: "quiet" }, t("loading")));
    this.offs.push(parts.greeter.on("trouble", (words) => this.tell(words)));
  }

  show(): void {
    void this.open();
  }

  leave(): void {
    this.isGone = true;
    this.parts.greeter.stop();
    for (const off of this.offs) off();
  }

  private get store(): CharacterStore {
    return this.parts.store;
  }

  private async open(): Promise<void> {
    try {
      if (this.store.state !== "ready") await this.store.load();
      this.voices = await this.speech.voices().catch(() => []);
      const draft = await this.store.open(this.id);
      if (this.isGone) return;
      if (draft === null) {
        this.head.replaceChildren(backLink(), h("h1", {}, this.id));
        this.body.replaceChildren(h("p", {}, t("no_such_character")));
        return;
      }
      this.draw(draft);
      if (draft.check === null) void draft.checkNow();
    } catch (error) {
      if (!this.isGone) this.tell(wordsOf(error));
    }
  }

  private draw(draft: PersonaDraft): void {
    const form = new PersonaForm(draft, this.voices);
    const file = new TomlEditor(draft);
    const goTo = (finding: Finding) => {
      if (this.view === "form" && form.goTo(finding)) return;
      show("file");
      file.goTo(Math.max(1, finding.line));
    };
    const lint = new LintPanel(draft, this.parts.tongue, goTo);
    const tabs = (["form", "file"] as const).map((view) =>
      h(
        "button",
        {
          type: "button",
          role: "tab",
          id: `tab-${view}`,
          "aria-controls": "editing",
          onclick: () => show(view),
        },
        t(view === "form" ? "as_form" : "as_file"),
      ),
    );
    const editing = h("div", { id: "editing", role: "tabpanel", class: "editing" });
    const show = (view: View) => {
      this.view = view;
      tabs.forEach((tab) => {
        const on = tab.id === `tab-${view}`;
        tab.setAttribute("aria-selected", String(on));
        tab.tabIndex = on ? 0 : -1;
      });
      editing.setAttribute("aria-labelledby", `tab-${view}`);
      if (view === "form") form.build();
      else file.fill();
      editing.replaceChildren(view === "form" ? form.element : file.element);
    };
    const list = h("div", { role: "tablist", class: "tabs", "aria-label": t("edit") }, ...tabs);
    list.onkeydown = (event) => {
      if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
      show(this.view === "form" ? "file" : "form");
      document.getElementById(`tab-${this.view}`)?.focus();
    };
    this.body.replaceChildren(h("div", { class: "editor" }, list, editing), lint.element);
    show(this.view);
    lint.draw();
    this.drawHead(draft);
    this.offs.push(
      draft.on("changed", (what) => {
        if (what === "check") {
          form.mark();
          if (this.view === "form") file.fill();
          else file.mark();
          lint.draw();
        }
        this.tell(draft.trouble);
        this.updateHead(draft);
      }),
    );
  }

  private drawHead(draft: PersonaDraft): void {
    const name = h("h1", {});
    const note = h("p", { class: "quiet", role: "status", id: "draft-state" });
    const picture = h("span", { class: "head-avatar" });
    this.head.replaceChildren(
      backLink(),
      picture,
      h("div", { class: "head-name" }, name, note),
      this.tools(draft),
    );
    this.updateHead(draft);
  }

  private updateHead(draft: PersonaDraft): void {
    const name = inTongue(textAt(draft.record, "identity.name"), this.parts.tongue) || draft.id;
    setText(this.head.querySelector("h1")!, name);
    const state = draft.isBuiltIn
      ? t("built_in_note")
      : draft.isDirty
        ? t(draft.isNew ? "not_saved_yet" : "changed_note")
        : t("saved_note");
    setText(this.head.querySelector("#draft-state")!, `${draft.id} · ${state}`);
    const picture = this.head.querySelector<HTMLElement>(".head-avatar")!;
    if (picture.dataset["name"] !== name) {
      picture.dataset["name"] = name;
      picture.replaceChildren(avatar(draft.key, name));
    }
    const save = this.head.querySelector<HTMLButtonElement>("#save-character");
    if (save !== null) save.disabled = !draft.isDirty || draft.check?.ok === false;
  }

  private tools(draft: PersonaDraft): HTMLElement {
    const button = (words: string, press: () => void, more: Record<string, string> = {}) =>
      h("button", { class: "second small", type: "button", onclick: press, ...more }, words);
    const summary = this.store.find(draft.key);
    return h(
      "div",
      { class: "page-tools" },
      ...(summary === undefined || draft.isNew
        ? []
        : [
            h(
              "button",
              {
                class: "plain small hear",
                type: "button",
                onclick: () => this.parts.greeter.toggle(summary, this.parts.tongue),
              },
              icon("play"),
              t("hear"),
            ),
            button(t("talk_to"), () => this.parts.talk(summary)),
            this.exporter(draft),
          ]),
      button(t("duplicate"), () => void this.duplicate(draft), { id: "duplicate-character" }),
      ...(draft.isBuiltIn
        ? []
        : [
            button(t(draft.isNew ? "discard" : "delete"), () => void this.remove(draft)),
            h(
              "button",
              {
                class: "main small",
                type: "button",
                id: "save-character",
                onclick: () => void this.save(draft),
              },
              t("save"),
            ),
          ]),
    );
  }

  private exporter(draft: PersonaDraft): HTMLElement {
    const select = h(
      "select",
      { class: "second small", "aria-label": t("export_as"), id: "export-character" },
      h("option", { value: "" }, t("export_as")),
      ...EXPORT_FORMATS.map((format) => h("option", { value: format }, tAny(`export_${format}`))),
    );
    select.onchange = () => {
      const format = select.value as ExportFormat;
      select.value = "";
      this.store.api.export(draft.key, format, this.parts.tongue).then(
        (content) => download(`${draft.key}.${format}`, content),
        (error: unknown) => this.tell(wordsOf(error)),
      );
    };
    return select;
  }

  private async save(draft: PersonaDraft): Promise<void> {
    if (!(await this.store.save(draft))) return;
    const address = `#/characters/${draft.id}`;
    if (location.hash === address) void this.open();
    else location.hash = address;
  }

  private async duplicate(draft: PersonaDraft): Promise<void> {
    try {
      location.hash = `#/characters/${(await this.store.duplicate(draft.key)).key}`;
    } catch (error) {
      this.tell(wordsOf(error));
    }
  }

  private async remove(draft: PersonaDraft): Promise<void> {
    if (!confirm(`${t("delete_sure")} ${draft.id}`)) return;
    try {
      await this.store.remove(draft);
      location.hash = "#/characters";
    } catch (error) {
      this.tell(wordsOf(error));
    }
  }

  private tell(words: string): void {
    setText(this.trouble, words === "" ? "" : tAny(words));
    this.trouble.hidden = words === "";
  }
}

function backLink(): HTMLElement {
  return h("a", { class: "back", href: "#/characters", "aria-label": t("back_to_gallery") }, "‹");
}
