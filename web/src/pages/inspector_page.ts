// Every event of the wire, one of them in full, the session as code, and how the server is.
import { h, setText } from "../base/dom.ts";
import { t } from "../i18n/i18n.ts";
import { CODE_KINDS, type CodeKind, scriptOf, toCode } from "../inspector/code_export.ts";
import { type EventLog, type Group, GROUPS, type Row } from "../inspector/event_log.ts";
import type { ServerWatch } from "../inspector/server_watch.ts";
import { socketUrl } from "../realtime/address.ts";
import type { SettingsStore } from "../settings.ts";
import { EventList } from "../views/event_list.ts";
import { jsonNodes } from "../views/json_view.ts";
import { ServerView } from "../views/server_view.ts";
import type { Page } from "./page.ts";

const DRAW_EVERY_MS = 150; // deltas come faster than anybody reads
const SAID_FOR_MS = 1600;

export class InspectorPage implements Page {
  private readonly list: EventList;
  private readonly serverView: ServerView;
  private readonly json = h("pre", { class: "json", tabindex: 0, "aria-label": t("selected") });
  private readonly code = h("pre", { class: "code", tabindex: 0, "aria-label": t("as_code") });
  private readonly search = h("input", {
    type: "search",
    "aria-label": t("filter"),
    placeholder: t("filter"),
  });
  private readonly hidden = new Set<Group>();
  private kind: CodeKind = "javascript";
  private readonly offs: (() => void)[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  readonly element: HTMLElement;

  constructor(
    private readonly log: EventLog,
    private readonly watch: ServerWatch,
    private readonly settings: SettingsStore,
  ) {
    this.list = new EventList(log, (row) => this.showRow(row));
    this.serverView = new ServerView(watch);
    this.search.oninput = () => this.draw();
    this.element = h(
      "main",
      { id: "content", class: "inspector", tabindex: -1 },
      h(
        "section",
        { class: "card log", "aria-labelledby": "events-title" },
        h(
          "div",
          { class: "log-head" },
          h("h1", { id: "events-title" }, t("page_inspector")),
          this.search,
          this.tools(),
        ),
        this.groups(),
        this.list.element,
      ),
      h(
        "div",
        { class: "aside" },
        this.panel(
          "selected",
          this.json,
          () => this.list.selected && JSON.stringify(this.list.selected.event, null, 2),
        ),
        this.codePanel(),
        this.serverView.element,
      ),
    );
    this.offs.push(
      log.on("changed", () => this.later()),
      watch.on("changed", (state) => this.serverView.draw(state)),
    );
    setText(this.json, t("select_one"));
  }

  show(): void {
    this.draw();
    this.list.toNewest();
    this.watch.start();
  }

  leave(): void {
    this.watch.stop();
    clearTimeout(this.timer);
    for (const off of this.offs) off();
  }

  private get filter() {
    return { text: this.search.value, hidden: this.hidden };
  }

  private later(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.draw();
    }, DRAW_EVERY_MS);
  }

  private draw(): void {
    this.list.draw(this.filter);
    this.drawCode();
  }

  private drawCode(): void {
    const script = scriptOf(this.log.rows, socketUrl(location), this.settings.values.key !== "");
    setText(this.code, toCode(script, this.kind));
  }

  private showRow(row: Row): void {
    this.json.replaceChildren(...jsonNodes(row.event));
    this.json.scrollTop = 0;
    this.list.draw(this.filter);
  }

  private tools(): HTMLElement {
    const pause = h("button", { class: "second small", type: "button" }, t("pause_log"));
    pause.onclick = () => {
      this.log.isPaused = !this.log.isPaused;
      setText(pause, t(this.log.isPaused ? "resume_log" : "pause_log"));
    };
    if (this.log.isPaused) setText(pause, t("resume_log"));
    const clear = () => {
      this.log.clear();
      this.list.selected = null;
      setText(this.json, t("select_one"));
    };
    return h(
      "div",
      { class: "tools" },
      pause,
      h("button", { class: "second small", type: "button", onclick: clear }, t("clear_log")),
      h(
        "button",
        { class: "second small", type: "button", onclick: () => this.export() },
        t("export_log"),
      ),
      h(
        "button",
        { class: "second small", type: "button", onclick: () => this.list.toNewest() },
        t("to_newest"),
      ),
    );
  }

  private groups(): HTMLElement {
    const chips = GROUPS.map((group) => {
      const chip = h(
        "button",
        { type: "button", class: `chip group-${group}`, "aria-pressed": "true" },
        t(`group_${group}`),
      );
      chip.onclick = () => {
        if (!this.hidden.delete(group)) this.hidden.add(group);
        chip.setAttribute("aria-pressed", String(!this.hidden.has(group)));
        this.draw();
      };
      return chip;
    });
    return h("div", { class: "chips", role: "group", "aria-label": t("filter") }, ...chips);
  }

  private panel(
    title: "selected" | "as_code",
    body: HTMLElement,
    text: () => string | null,
    ...more: HTMLElement[]
  ): HTMLElement {
    return h(
      "section",
      { class: "card" },
      h("div", { class: "card-head" }, h("h2", {}, t(title)), copyButton(text)),
      ...more,
      body,
    );
  }

  private codePanel(): HTMLElement {
    const chips = CODE_KINDS.map((kind) => {
      const chip = h(
        "button",
        { type: "button", class: "chip", "aria-pressed": String(kind === this.kind) },
        t(`code_${kind}`),
      );
      chip.onclick = () => {
        this.kind = kind;
        for (const other of chips) other.setAttribute("aria-pressed", String(other === chip));
        this.drawCode();
      };
      return chip;
    });
    return this.panel(
      "as_code",
      this.code,
      () => this.code.textContent,
      h("p", { class: "quiet" }, t("as_code_help")),
      h("div", { class: "chips", role: "group", "aria-label": t("as_code") }, ...chips),
    );
  }

  private export(): void {
    const text = this.log.toJsonLines(this.list.shownRows(this.filter));
    const url = URL.createObjectURL(new Blob([text + "\n"], { type: "application/jsonl" }));
    h("a", { href: url, download: "vivavoce-events.jsonl" }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  }
}

function copyButton(text: () => string | null): HTMLElement {
  const button = h("button", { class: "second small", type: "button" }, t("copy"));
  button.onclick = () => {
    const say = (words: string) => {
      setText(button, words);
      setTimeout(() => setText(button, t("copy")), SAID_FOR_MS);
    };
    const copied = text();
    if (copied === null) return;
    // On plain http there is no clipboard.
    const done =
      navigator.clipboard?.writeText(copied) ?? Promise.reject(new Error("no clipboard"));
    done.then(
      () => say(t("copied")),
      () => say(t("copy_failed")),
    );
  };
  return button;
}
