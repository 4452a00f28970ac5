// The gallery: who there is, to hear, to talk with, to copy and to change. A card file that is dropped
// anywhere on it becomes a draft.
import { h, oncePerFrame, setFlag, setText } from "../base/dom.ts";
import { icon } from "../base/icons.ts";
import { kindsOf, matchesFilter } from "../characters/filter.ts";
import type { Greeter } from "../characters/greeter.ts";
import { type CharacterStore, wordsOf } from "../characters/store.ts";
import { t, tAny } from "../i18n/i18n.ts";
import type { PersonaSummary } from "../server/personas.ts";
import { avatar } from "../views/avatar.ts";
import { personaCard } from "../views/persona_card.ts";
import type { Page } from "./page.ts";

const MOST_CARD_BYTES = 32 << 20;

export interface CharactersParts {
  readonly store: CharacterStore;
  readonly greeter: Greeter;
  readonly tongue: "en" | "zh";
  talk(persona: PersonaSummary): void;
}

export class CharactersPage implements Page {
  private readonly search = h("input", {
    type: "search",
    id: "persona-search",
    "aria-label": t("find_character"),
    placeholder: t("find_character"),
  });
  private readonly kind = h("select", { "aria-label": t("field_interaction_archetype"), id: "persona-kind" });
  private readonly count = h("p", { class: "quiet", role: "status" });
  private readonly grid = h("ul", { class: "gallery" });
  private readonly trouble = h("p", { class: "page-trouble", role: "alert", hidden: true });
  private readonly file = h("input", {
    type: "file",
    accept: ".png,.json,.charx",
    hidden: true,
    "aria-label": t("import_card"),
  });
  private readonly offs: (() => void)[] = [];
  readonly element: HTMLElement;

  constructor(private readonly parts: CharactersParts) {
    const draw = oncePerFrame(() => this.draw());
    this.search.oninput = this.kind.onchange = draw;
    this.file.onchange = () => {
      const card = this.file.files?.[0];
      if (card !== undefined) void this.import(card);
      this.file.value = "";
    };
    this.element = h(
      "main",
      { id: "content", class: "page characters", tabindex: -1 },
      h(
        "div",
        { class: "page-head" },
        h("h1", {}, t("page_characters")),
        this.search,
        this.kind,
        this.count,
        h(
          "div",
          { class: "page-tools" },
          h(
            "button",
            { class: "second small", type: "button", onclick: () => this.file.click() },
            t("import_card"),
          ),
          h(
            "button",
            {
              class: "second small",
              type: "button",
              id: "new-character",
              onclick: () => this.create(),
            },
            icon("plus"),
            t("new_character"),
          ),
        ),
      ),
      this.trouble,
      this.grid,
      h("p", { class: "quiet drop-help" }, t("drop_help")),
      this.file,
    );
    this.listenToDrops();
    this.offs.push(
      parts.store.on("changed", draw),
      parts.greeter.on("changed", () => this.markHeard()),
      parts.greeter.on("trouble", (words) => this.tell(words)),
    );
  }

  show(): void {
    this.draw();
    void this.parts.store.load();
  }

  leave(): void {
    this.parts.greeter.stop();
    for (const off of this.offs) off();
  }

  private draw(): void {
    const { store, tongue } = this.parts;
    this.drawKinds();
    const filter = { text: this.search.value, kind: this.kind.value };
    const shown = store.list.filter((persona) => matchesFilter(persona, filter));
    const focused = document.activeElement?.closest<HTMLElement>("[data-id]")?.dataset["id"];
    const drafts = [...store.drafts.values()].filter((draft) => draft.isNew);
    this.grid.replaceChildren(
      ...drafts.map((draft) =>
        h(
          "li",
          { class: "card person draft", "data-id": draft.key },
          avatar(draft.key, draft.id),
          h(
            "div",
            { class: "person-head" },
            h("h2", {}, h("a", { href: `#/characters/${draft.key}` }, draft.id || draft.key)),
            h("p", { class: "quiet" }, t("unsaved")),
          ),
        ),
      ),
      ...shown.map((persona) =>
        personaCard(persona, {
          tongue,
          talk: (one) => this.parts.talk(one),
          hear: (one) => this.parts.greeter.toggle(one, tongue),
        }),
      ),
    );
    if (focused !== undefined) {
      this.grid.querySelector<HTMLElement>(`[data-id="${focused}"] a`)?.focus();
    }
    this.markHeard();
    setText(this.count, this.countText(shown.length));
    if (store.state === "failed") this.tell(store.trouble);
    else if (store.state === "ready" && this.trouble.dataset["of"] === "load") this.tell("");
  }

  private countText(shown: number): string {
    const { list, state } = this.parts.store;
    if (state === "loading" || state === "new") return t("loading");
    if (list.length > 0 && shown === 0) return t("nobody_found");
    return shown === list.length ? `${shown}` : `${shown} / ${list.length}`;
  }

  private drawKinds(): void {
    const kinds = kindsOf(this.parts.store.list);
    if (this.kind.dataset["kinds"] === kinds.join()) return;
    const now = this.kind.value;
    this.kind.dataset["kinds"] = kinds.join();
    this.kind.replaceChildren(
      h("option", { value: "" }, t("kind_all")),
      h("option", { value: "own" }, t("kind_own")),
      ...kinds.map((kind) => h("option", { value: kind }, tAny(`kind_${kind}`))),
    );
    this.kind.value = now;
  }

  private markHeard(): void {
    const { greeting } = this.parts.greeter;
    for (const button of this.grid.querySelectorAll<HTMLElement>(".hear")) {
      const on = button.closest<HTMLElement>("[data-id]")?.dataset["id"] === greeting;
      if (button.getAttribute("aria-pressed") === String(on)) continue;
      button.setAttribute("aria-pressed", String(on));
      button.firstElementChild!.replaceWith(icon(on ? "stop" : "play"));
    }
  }

  private listenToDrops(): void {
    const over = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      setFlag(this.element, "data-drop", true);
    };
    this.element.addEventListener("dragover", over);
    this.element.addEventListener("dragleave", (event) => {
      if (!this.element.contains(event.relatedTarget as Node | null)) {
        setFlag(this.element, "data-drop", false);
      }
    });
    this.element.addEventListener("drop", (event) => {
      event.preventDefault();
      setFlag(this.element, "data-drop", false);
      const card = event.dataTransfer?.files[0];
      if (card !== undefined) void this.import(card);
    });
  }

  private create(): void {
    location.hash = `#/characters/${this.parts.store.create().key}`;
  }

  private async import(card: File): Promise<void> {
    if (card.size > MOST_CARD_BYTES) return this.tell(t("card_too_big"));
    this.tell("");
    try {
      const draft = await this.parts.store.import(card);
      location.hash = `#/characters/${draft.key}`;
    } catch (error) {
      this.tell(`${card.name}: ${tAny(wordsOf(error))}`);
    }
  }

  private tell(words: string): void {
    setText(this.trouble, tAny(words));
    this.trouble.dataset["of"] = this.parts.store.state === "failed" ? "load" : "";
    this.trouble.hidden = words === "";
  }
}
