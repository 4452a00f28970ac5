// Who is talked with, as a button; pressed, it shows everybody.
import { h, setText } from "../base/dom.ts";
import { icon } from "../base/icons.ts";
import { matchesFilter } from "../characters/filter.ts";
import type { CharacterStore } from "../characters/store.ts";
import { t } from "../i18n/i18n.ts";
import type { PersonaSummary } from "../server/personas.ts";
import { avatar } from "./avatar.ts";
import { inTongue, summaryIn } from "./persona_card.ts";

export interface PickerParts {
  readonly store: CharacterStore;
  readonly tongue: "en" | "zh";
  current(): string; // id; "" is the server's default
  choose(persona: PersonaSummary): void;
}

export class PersonaPicker {
  private readonly name = h("span", {});
  private readonly picture = h("span", { class: "picker-avatar" });
  private readonly search = h("input", {
    type: "search",
    "aria-label": t("find_character"),
    placeholder: t("find_character"),
  });
  private readonly list = h("ul", { class: "picker-list" });
  private readonly dialog = h(
    "dialog",
    { class: "picker-dialog", "aria-label": t("choose_character") },
    h(
      "header",
      {},
      this.search,
      h(
        "button",
        {
          class: "plain",
          type: "button",
          "aria-label": t("close"),
          onclick: () => this.dialog.close(),
        },
        icon("close"),
      ),
    ),
    this.list,
  );
  readonly element = h(
    "div",
    { class: "picker" },
    h(
      "button",
      {
        type: "button",
        class: "picker-button",
        id: "choose-persona",
        "aria-haspopup": "dialog",
        onclick: () => this.open(),
      },
      this.picture,
      this.name,
      h("span", { class: "unseen" }, `, ${t("choose_character")}`),
      icon("down"),
    ),
    this.dialog,
  );
  private readonly off: () => void;

  constructor(private readonly parts: PickerParts) {
    this.search.oninput = () => this.drawList();
    this.dialog.onclick = (event) => {
      if (event.target === this.dialog) this.dialog.close();
    };
    this.off = parts.store.on("changed", () => this.draw());
    this.draw();
    if (parts.store.state === "new") void parts.store.load();
  }

  get shownName(): string {
    return this.name.textContent ?? "";
  }

  leave(): void {
    this.off();
  }

  draw(): void {
    const persona = this.parts.store.find(this.parts.current());
    const name =
      persona === undefined
        ? this.parts.current() || t("agent")
        : inTongue(persona.name, this.parts.tongue);
    this.element.hidden = this.parts.store.list.length === 0;
    setText(this.name, name);
    const key = persona?.id ?? "";
    if (this.picture.dataset["of"] !== key + name) {
      this.picture.dataset["of"] = key + name;
      this.picture.replaceChildren(avatar(key, name));
    }
    if (this.dialog.open) this.drawList();
  }

  private open(): void {
    this.search.value = "";
    void this.parts.store.load();
    this.drawList();
    this.dialog.showModal();
    this.list.querySelector('[aria-pressed="true"]')?.scrollIntoView({ block: "center" });
  }

  private drawList(): void {
    const { store, tongue } = this.parts;
    const now = store.find(this.parts.current())?.id;
    const shown = store.list.filter((persona) =>
      matchesFilter(persona, { text: this.search.value, kind: "" }),
    );
    this.list.replaceChildren(
      ...shown.map((persona) => {
        const name = inTongue(persona.name, tongue);
        return h(
          "li",
          {},
          h(
            "button",
            {
              type: "button",
              class: "picker-choice",
              "aria-pressed": String(persona.id === now),
              onclick: () => {
                this.dialog.close();
                this.parts.choose(persona);
              },
            },
            avatar(persona.id, name),
            h("span", { class: "picker-name" }, name),
            h("span", { class: "quiet" }, summaryIn(persona, tongue)),
          ),
        );
      }),
    );
  }
}
