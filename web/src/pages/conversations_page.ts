// Conversations of this browser: off until wanted, heard again with their words, exported, deleted.
import type { ClipPlayer } from "../audio/clip_player.ts";
import { h, setText } from "../base/dom.ts";
import type { ConversationKeeper } from "../conversations/keeper.ts";
import { type KeptConversation, layout, type Placed } from "../conversations/record.ts";
import type { ConversationStore } from "../conversations/store.ts";
import { t } from "../i18n/i18n.ts";
import type { SettingsStore } from "../settings.ts";
import { avatar } from "../views/avatar.ts";
import { length, ReplayView } from "../views/replay_view.ts";
import type { Page } from "./page.ts";

export interface ConversationsParts {
  readonly settings: SettingsStore;
  readonly store: ConversationStore;
  readonly keeper: ConversationKeeper;
  readonly clips: ClipPlayer;
}

export class ConversationsPage implements Page {
  readonly element: HTMLElement;
  private readonly list = h("ul", { class: "kept-list" });
  private readonly used = h("p", { class: "quiet" });
  private readonly replay = h("section", {
    class: "card replay",
    "aria-label": t("page_conversations"),
  });
  private readonly trouble = h(
    "p",
    { class: "page-trouble", role: "alert", hidden: true },
    t("keep_failed"),
  );
  private readonly offs: (() => void)[] = [];
  private selected = "";
  private shown: ReplayView | null = null;

  constructor(private readonly parts: ConversationsParts) {
    const { settings, keeper, clips } = parts;
    const keep = h("input", {
      type: "checkbox",
      role: "switch",
      id: "keep",
      "aria-describedby": "keep-help",
    });
    keep.checked = settings.values.keeps;
    keep.onchange = () => {
      settings.set({ keeps: keep.checked });
      void this.draw();
    };
    this.element = h(
      "main",
      { id: "content", class: "page conversations", tabindex: -1 },
      h("div", { class: "page-head" }, h("h1", {}, t("page_conversations"))),
      h(
        "section",
        { class: "card keep" },
        h("div", { class: "field" }, h("label", { for: "keep" }, t("keep")), keep),
        h("p", { class: "quiet", id: "keep-help" }, t("keep_help")),
      ),
      this.trouble,
      h(
        "div",
        { class: "kept" },
        h("div", { class: "kept-side" }, this.list, this.used),
        this.replay,
      ),
    );
    this.offs.push(
      keeper.on("kept", () => void this.draw()),
      keeper.on("failed", () => (this.trouble.hidden = false)),
      clips.on("changed", () => this.shown?.follow()),
    );
  }

  show(): void {
    void this.draw();
  }

  leave(): void {
    this.parts.clips.stop();
    this.shown?.leave();
    for (const off of this.offs) off();
  }

  private async draw(): Promise<void> {
    const { store, settings } = this.parts;
    let all: KeptConversation[] = [];
    try {
      all = await store.list();
    } catch {
      this.trouble.hidden = false;
    }
    const bytes = all.reduce((sum, one) => sum + one.bytes, 0);
    this.used.replaceChildren(
      ...(all.length === 0
        ? []
        : [
            `${megabytes(bytes)} ${t("keep_used")}`,
            h(
              "button",
              { class: "plain small", type: "button", onclick: () => void this.clear() },
              t("keep_delete_all"),
            ),
          ]),
    );
    this.list.replaceChildren(...all.map((kept) => this.line(kept)));
    if (all.some((kept) => kept.id === this.selected)) return;
    this.selected = "";
    const words =
      all.length > 0 ? "keep_select" : settings.values.keeps ? "keep_empty_on" : "keep_none";
    this.replay.replaceChildren(h("p", { class: "quiet nothing" }, t(words)));
  }

  private line(kept: KeptConversation): HTMLElement {
    const when = new Date(kept.startedAt);
    return h(
      "li",
      {},
      h(
        "button",
        {
          type: "button",
          class: "kept-line",
          "data-id": kept.id,
          "aria-pressed": String(kept.id === this.selected),
          onclick: () => void this.select(kept),
        },
        avatar(kept.persona, kept.name),
        h("span", { class: "kept-name" }, kept.name),
        h(
          "time",
          { class: "quiet", datetime: when.toISOString() },
          when.toLocaleString(document.documentElement.lang, {
            dateStyle: "medium",
            timeStyle: "short",
          }),
        ),
        h("span", { class: "quiet" }, `${kept.turns} ${t("keep_turns")} · ${length(kept.seconds)}`),
      ),
    );
  }

  private async select(kept: KeptConversation): Promise<void> {
    this.parts.clips.stop();
    this.selected = kept.id;
    for (const line of this.list.querySelectorAll<HTMLElement>(".kept-line")) {
      line.setAttribute("aria-pressed", String(line.dataset["id"] === kept.id));
    }
    const placed = layout(await this.parts.store.turns(kept.id));
    if (this.selected === kept.id) this.drawReplay(kept, placed);
  }

  private drawReplay(kept: KeptConversation, placed: readonly Placed[]): void {
    this.shown?.leave();
    this.shown = new ReplayView(kept, placed, this.parts.clips, () => void this.remove(kept));
    this.replay.replaceChildren(this.shown.element);
  }

  private async remove(kept: KeptConversation): Promise<void> {
    if (!confirm(t("keep_delete_sure"))) return;
    this.parts.clips.stop();
    this.shown?.leave();
    this.shown = null;
    await this.parts.store.remove(kept.id);
    await this.draw();
  }

  private async clear(): Promise<void> {
    if (!confirm(t("keep_delete_all_sure"))) return;
    this.parts.clips.stop();
    this.shown?.leave();
    this.shown = null;
    await this.parts.store.clear();
    await this.draw();
    setText(this.used, "");
  }
}

function megabytes(bytes: number): string {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
