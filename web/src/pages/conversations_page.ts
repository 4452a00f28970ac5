// Conversations of this browser: off until wanted, heard again with their words, exported, deleted.
import type { ClipPlayer } from "../audio/clip_player.ts";
import { wavOf } from "../audio/wav.ts";
import { download } from "../base/download.ts";
import { h, setText } from "../base/dom.ts";
import { icon } from "../base/icons.ts";
import type { ConversationKeeper } from "../conversations/keeper.ts";
import {
  type KeptConversation,
  layout,
  mix,
  type Placed,
  subtitles,
  toJson,
} from "../conversations/record.ts";
import type { ConversationStore } from "../conversations/store.ts";
import { t } from "../i18n/i18n.ts";
import type { SettingsStore } from "../settings.ts";
import { avatar } from "../views/avatar.ts";
import { WaveView } from "../views/wave_view.ts";
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
  private follow: () => void = () => {};
  private frame = 0;

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
      clips.on("changed", () => this.follow()),
    );
  }

  show(): void {
    void this.draw();
  }

  leave(): void {
    this.parts.clips.stop();
    cancelAnimationFrame(this.frame);
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
    const { clips } = this.parts;
    const [left, right] = mix(placed);
    const both = left.map((sample, i) => Math.max(-1, Math.min(1, sample + right[i]!)));
    const name = `kept ${kept.id}`;
    const seconds = both.length / 24000;
    const wave = new WaveView({
      label: t("lab_position"),
      samples: both,
      seconds,
      words: [],
      seek: (at) => clips.play(name, both, at),
    });
    const play = h("button", { class: "round", type: "button", id: "replay" }, icon("play"));
    play.onclick = () => (clips.playing === name ? clips.stop() : clips.play(name, both));
    const turns = placed.map((one) =>
      this.turn(kept, one, () => clips.play(name, both, one.beginMs / 1000)),
    );
    const names = { user: t("you"), assistant: kept.name };
    const file = `vivavoce-${new Date(kept.startedAt).toISOString().slice(0, 16).replaceAll(":", "")}`;
    const save = (words: string, end: string, content: () => Blob) =>
      h(
        "button",
        { class: "second small", type: "button", onclick: () => download(file + end, content()) },
        words,
      );
    this.replay.replaceChildren(
      h("div", { class: "replay-head" }, play, wave.element),
      h(
        "div",
        { class: "replay-tools" },
        h("p", { class: "quiet" }, t("keep_pauses")),
        save("WAV", ".wav", () => wavOf([left, right])),
        save(
          "SRT",
          ".srt",
          () => new Blob([subtitles(placed, names)], { type: "application/x-subrip" }),
        ),
        save("JSON", ".json", () => new Blob([toJson(kept, placed)], { type: "application/json" })),
        h(
          "button",
          { class: "plain small", type: "button", onclick: () => void this.remove(kept) },
          t("delete"),
        ),
      ),
      h("ol", { class: "replay-turns" }, ...turns),
    );
    this.follow = () => {
      cancelAnimationFrame(this.frame);
      const isOn = clips.playing === name;
      play.firstElementChild!.replaceWith(icon(isOn ? "stop" : "play"));
      play.setAttribute("aria-label", t(isOn ? "stop" : "play"));
      const step = () => {
        const at = isOn ? clips.position : null;
        wave.setPosition(at);
        placed.forEach(({ beginMs, endMs }, i) =>
          turns[i]!.toggleAttribute(
            "data-now",
            at !== null && at * 1000 >= beginMs && at * 1000 < endMs,
          ),
        );
        if (isOn) this.frame = requestAnimationFrame(step);
      };
      step();
    };
    this.follow();
  }

  private turn(kept: KeptConversation, { turn, beginMs }: Placed, hear: () => void): HTMLElement {
    const mark =
      turn.state === "cut"
        ? ` — ${t("interrupted")}`
        : turn.state === "failed"
          ? ` ${t("not_understood")}`
          : "";
    return h(
      "li",
      { class: `replay-turn ${turn.role}` },
      h(
        "button",
        {
          type: "button",
          class: "replay-at",
          onclick: hear,
          "aria-label": `${t("play")} ${length(beginMs / 1000)}`,
        },
        length(beginMs / 1000),
      ),
      h("span", { class: "who" }, turn.role === "user" ? t("you") : kept.name),
      h("p", { class: "words" }, turn.text, h("span", { class: "mark" }, mark)),
    );
  }

  private async remove(kept: KeptConversation): Promise<void> {
    if (!confirm(t("keep_delete_sure"))) return;
    this.parts.clips.stop();
    this.follow = () => {};
    await this.parts.store.remove(kept.id);
    await this.draw();
  }

  private async clear(): Promise<void> {
    if (!confirm(t("keep_delete_all_sure"))) return;
    this.parts.clips.stop();
    this.follow = () => {};
    await this.parts.store.clear();
    await this.draw();
    setText(this.used, "");
  }
}

function length(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

function megabytes(bytes: number): string {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
