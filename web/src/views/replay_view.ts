// A kept conversation: its sound with the perception track under it, its turns, its files.
import type { ClipPlayer } from "../audio/clip_player.ts";
import { wavOf } from "../audio/wav.ts";
import { h } from "../base/dom.ts";
import { download } from "../base/download.ts";
import { icon } from "../base/icons.ts";
import { type KeptConversation, mix, type Placed, subtitles, toJson } from "../conversations/record.ts";
import { trackOf } from "../conversations/track.ts";
import { t } from "../i18n/i18n.ts";
import { tagsOf } from "../talk/heard.ts";
import { heardLabels, meantLabels, tagList } from "./tags.ts";
import { trackLegend, TrackView } from "./track_view.ts";
import { WaveView } from "./wave_view.ts";

export class ReplayView {
  readonly element: HTMLElement;
  private readonly name: string; // of its sound
  private readonly sides: readonly [Float32Array<ArrayBuffer>, Float32Array<ArrayBuffer>];
  private readonly both: Float32Array<ArrayBuffer>;
  private readonly wave: WaveView;
  private readonly play: HTMLButtonElement;
  private readonly turns: readonly HTMLElement[];
  private readonly below = h("div", { class: "replay-track" });
  private readonly gone = new AbortController();
  private track: TrackView | null = null;
  private frame = 0;

  constructor(
    private readonly kept: KeptConversation,
    private readonly placed: readonly Placed[],
    private readonly clips: ClipPlayer,
    remove: () => void,
  ) {
    this.name = `kept ${kept.id}`;
    this.sides = mix(placed);
    const [left, right] = this.sides;
    this.both = left.map((sample, i) => Math.max(-1, Math.min(1, sample + right[i]!)));
    this.wave = new WaveView({
      label: t("lab_position"),
      samples: this.both,
      seconds: this.seconds,
      words: [],
      seek: (at) => clips.play(this.name, this.both, at),
    });
    this.play = h("button", { class: "round", type: "button", id: "replay" }, icon("play"));
    this.play.onclick = () =>
      clips.playing === this.name ? clips.stop() : clips.play(this.name, this.both);
    let scene = "";
    this.turns = placed.map((one) => {
      const element = this.turn(one, scene);
      scene = one.turn.meant?.scene || scene;
      return element;
    });
    this.element = h(
      "div",
      {},
      h("div", { class: "replay-head" }, this.play, h("div", {}, this.wave.element, this.below)),
      this.tools(remove),
      h("ol", { class: "replay-turns" }, ...this.turns),
    );
    this.follow();
    void this.drawTrack();
  }

  leave(): void {
    this.gone.abort();
    cancelAnimationFrame(this.frame);
  }

  /** Moves the heads while it plays. */
  follow(): void {
    cancelAnimationFrame(this.frame);
    const isOn = this.clips.playing === this.name;
    this.play.firstElementChild!.replaceWith(icon(isOn ? "stop" : "play"));
    this.play.setAttribute("aria-label", t(isOn ? "stop" : "play"));
    const step = () => {
      const at = isOn ? this.clips.position : null;
      this.wave.setPosition(at);
      this.track?.setPosition(at);
      this.placed.forEach(({ beginMs, endMs }, i) =>
        this.turns[i]!.toggleAttribute(
          "data-now",
          at !== null && at * 1000 >= beginMs && at * 1000 < endMs,
        ),
      );
      if (isOn) this.frame = requestAnimationFrame(step);
    };
    step();
  }

  private get seconds(): number {
    return this.both.length / 24000;
  }

  private async drawTrack(): Promise<void> {
    const track = await trackOf(this.placed, this.gone.signal);
    if (track === null) return;
    this.track = new TrackView(track, this.seconds);
    this.below.replaceChildren(this.track.element, trackLegend(this.kept.name));
  }

  private tools(remove: () => void): HTMLElement {
    const { kept, placed } = this;
    const names = { user: t("you"), assistant: kept.name };
    const when = new Date(kept.startedAt).toISOString().slice(0, 16).replaceAll(":", "");
    const save = (words: string, end: string, content: () => Blob) =>
      h(
        "button",
        {
          class: "second small",
          type: "button",
          onclick: () => download(`vivavoce-${when}${end}`, content()),
        },
        words,
      );
    return h(
      "div",
      { class: "replay-tools" },
      h("p", { class: "quiet" }, t("keep_pauses")),
      save("WAV", ".wav", () => wavOf([...this.sides])),
      save(
        "SRT",
        ".srt",
        () => new Blob([subtitles(placed, names)], { type: "application/x-subrip" }),
      ),
      save("JSON", ".json", () => new Blob([toJson(kept, placed)], { type: "application/json" })),
      h("button", { class: "plain small", type: "button", onclick: remove }, t("delete")),
    );
  }

  private turn({ turn, beginMs }: Placed, sceneBefore: string): HTMLElement {
    const mark =
      turn.state === "cut"
        ? ` — ${t("interrupted")}`
        : turn.state === "failed"
          ? ` ${t("not_understood")}`
          : "";
    const labels = [
      ...(turn.perception === undefined ? [] : heardLabels(tagsOf(turn.perception))),
      ...(turn.meant === undefined ? [] : meantLabels(turn.meant, Infinity, sceneBefore)),
    ];
    const isUser = turn.role === "user";
    return h(
      "li",
      { class: `replay-turn ${turn.role}` },
      h(
        "button",
        {
          type: "button",
          class: "replay-at",
          onclick: () => this.clips.play(this.name, this.both, beginMs / 1000),
          "aria-label": `${t("play")} ${length(beginMs / 1000)}`,
        },
        length(beginMs / 1000),
      ),
      h("span", { class: "who" }, isUser ? t("you") : this.kept.name),
      h("p", { class: "words" }, turn.text, h("span", { class: "mark" }, mark)),
      labels.length === 0 ? null : tagList(t(isUser ? "told_heard" : "told_meant"), labels),
    );
  }
}

/** "1:05" */
export function length(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
