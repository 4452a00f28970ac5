// The frame around the pages: name, navigation, language, theme, settings.
import { h } from "./base/dom.ts";
import { EdgeFades } from "./base/edge_fades.ts";
import { icon } from "./base/icons.ts";
import type { ClipPlayer } from "./audio/clip_player.ts";
import type { Greeter } from "./characters/greeter.ts";
import type { CharacterStore } from "./characters/store.ts";
import type { ConversationKeeper } from "./conversations/keeper.ts";
import type { ConversationStore } from "./conversations/store.ts";
import { t, useLanguage } from "./i18n/i18n.ts";
import type { EventLog } from "./inspector/event_log.ts";
import type { ServerWatch } from "./inspector/server_watch.ts";
import type { LabStore } from "./lab/store.ts";
import { CharacterPage } from "./pages/character_page.ts";
import { CharactersPage, type CharactersParts } from "./pages/characters_page.ts";
import { ConversationsPage } from "./pages/conversations_page.ts";
import { InspectorPage } from "./pages/inspector_page.ts";
import { LabPage } from "./pages/lab_page.ts";
import type { Page } from "./pages/page.ts";
import { ReportsPage } from "./pages/reports_page.ts";
import { TalkPage } from "./pages/talk_page.ts";
import type { ReportStore } from "./reports/store.ts";
import type { PersonaSummary } from "./server/personas.ts";
import type { SpeechApi } from "./server/speech.ts";
import type { SettingsStore } from "./settings.ts";
import type { TalkController } from "./talk/controller.ts";
import { applyTheme, isDark, onSystemTheme } from "./theme.ts";
import { SettingsDialog } from "./views/settings_dialog.ts";

export interface Parts {
  readonly talk: TalkController;
  readonly log: EventLog;
  readonly watch: ServerWatch;
  readonly settings: SettingsStore;
  readonly characters: CharacterStore;
  readonly greeter: Greeter;
  readonly speech: SpeechApi;
  readonly clips: ClipPlayer;
  readonly lab: LabStore;
  readonly conversations: ConversationStore;
  readonly keeper: ConversationKeeper;
  readonly reports: ReportStore;
}

const PAGES = ["talk", "characters", "lab", "conversations", "inspector", "reports"] as const;
type PageName = (typeof PAGES)[number];

export class App {
  private page: Page | null = null;
  private readonly fades = new EdgeFades();

  constructor(
    private readonly root: HTMLElement,
    private readonly parts: Parts,
  ) {
    const { settings } = parts;
    settings.on("changed", ({ names }) => {
      if (names.includes("theme") || names.includes("language")) this.draw();
    });
    onSystemTheme(() => this.draw());
    addEventListener("hashchange", () => this.draw(true));
    this.draw();
  }

  private get name(): PageName {
    const asked = location.hash.replace(/^#\/?/, "").split("/")[0];
    return PAGES.find((name) => name === asked) ?? "talk";
  }

  private draw(toContent = false): void {
    const { settings } = this.parts;
    const focused = document.activeElement?.id ?? "";
    useLanguage(settings.values.language);
    applyTheme(settings.values.theme);
    this.page?.leave();
    const dialog = new SettingsDialog(settings);
    const openSettings = () => void dialog.open();
    this.page = this.makePage(openSettings);
    document.title = `${t(`page_${this.name}`)} · vivavoce`;
    const skip = h("a", { class: "skip", href: "#content" }, t("skip"));
    skip.onclick = (event) => {
      event.preventDefault(); // the hash names the page
      this.page?.element.focus();
    };
    this.root.replaceChildren(skip, this.header(openSettings), this.page.element, dialog.element);
    // On a small screen the row of pages is wider than the screen.
    const current = this.root.querySelector<HTMLElement>("nav [aria-current]");
    current?.scrollIntoView({ inline: "center", block: "nearest" });
    this.fades.watch(this.root.querySelector("nav")!);
    this.page.show();
    if (focused !== "") document.getElementById(focused)?.focus();
    else if (toContent) this.page.element.focus({ preventScroll: true });
  }

  private makePage(openSettings: () => void): Page {
    const { talk, log, watch, settings, characters } = this.parts;
    const tongue = settings.values.language;
    switch (this.name) {
      case "characters":
        return this.makeCharacters(tongue);
      case "lab":
        return new LabPage(this.parts.lab, characters, tongue);
      case "conversations":
        return new ConversationsPage({ ...this.parts, store: this.parts.conversations });
      case "inspector":
        return new InspectorPage(log, watch, settings);
      case "reports":
        return new ReportsPage(this.parts.reports);
      case "talk":
        return new TalkPage(talk, settings, openSettings, {
          store: characters,
          tongue,
          current: () => settings.values.persona,
          choose: (persona) => this.choose(persona),
        });
    }
  }

  private makeCharacters(tongue: "en" | "zh"): Page {
    const id = location.hash.split("/")[2] ?? "";
    const parts: CharactersParts = {
      store: this.parts.characters,
      greeter: this.parts.greeter,
      tongue,
      talk: (persona) => {
        this.choose(persona);
        location.hash = "#/talk";
        this.parts.talk.start();
      },
    };
    return id === "" ? new CharactersPage(parts) : new CharacterPage(id, parts, this.parts.speech);
  }

  /** Somebody else is another conversation. */
  private choose(persona: PersonaSummary): void {
    const { talk, settings, characters } = this.parts;
    const isSame = characters.find(settings.values.persona)?.id === persona.id;
    settings.set({ persona: persona.id, voice: "" });
    if (!isSame) talk.forget();
  }

  private header(openSettings: () => void): HTMLElement {
    const { settings } = this.parts;
    const links = PAGES.map((name) =>
      h(
        "a",
        {
          href: `#/${name}`,
          id: `nav-${name}`,
          "aria-current": name === this.name ? "page" : null,
        },
        t(`page_${name}`),
      ),
    );
    const { language, theme } = settings.values;
    const dark = isDark(theme);
    return h(
      "header",
      { class: "top" },
      h("span", { class: "brand" }, "vivavoce"),
      h("nav", { "aria-label": t("nav") }, ...links),
      h(
        "div",
        { class: "top-tools" },
        h(
          "button",
          {
            class: "plain words-button",
            id: "switch-language",
            type: "button",
            lang: language === "zh" ? "en" : "zh-CN",
            title: t("language_switch"),
            onclick: () => settings.set({ language: language === "zh" ? "en" : "zh" }),
          },
          t("language_other"),
        ),
        h(
          "button",
          {
            class: "plain",
            id: "switch-theme",
            type: "button",
            "aria-label": t(dark ? "theme_to_light" : "theme_to_dark"),
            title: t(dark ? "theme_to_light" : "theme_to_dark"),
            onclick: () => settings.set({ theme: dark ? "light" : "dark" }),
          },
          icon(dark ? "sun" : "moon"),
        ),
        h(
          "button",
          {
            class: "plain",
            id: "open-settings",
            type: "button",
            "aria-label": t("settings"),
            title: t("settings"),
            onclick: openSettings,
          },
          icon("settings"),
        ),
      ),
    );
  }
}
