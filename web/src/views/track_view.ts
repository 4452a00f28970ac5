// Pitch and loudness of a kept conversation under its wave: yours and the character's, on one time line.
import { h, svg } from "../base/dom.ts";
import { levelArea, pitchLine, type Track } from "../conversations/track.ts";
import { t } from "../i18n/i18n.ts";

const WIDTH = 1000;

export class TrackView {
  readonly element: HTMLElement;
  private readonly head = h("div", { class: "plan-head", hidden: true });

  constructor(
    track: Track,
    private readonly seconds: number,
  ) {
    const perMs = WIDTH / (seconds * 1000);
    const curves = track.parts.flatMap((part) => [
      svg("path", { class: `track-level ${part.role}`, d: levelArea(part, perMs) }),
      svg("path", { class: `track-pitch ${part.role}`, d: pitchLine(part, track, perMs) }),
    ]);
    this.element = h(
      "div",
      { class: "plan-lane track" },
      svg(
        "svg",
        {
          viewBox: `0 0 ${WIDTH} 100`,
          preserveAspectRatio: "none",
          role: "img",
          "aria-label": t("track_label"),
        },
        ...curves,
      ),
      h("span", { class: "plan-top", "aria-hidden": "true" }, `${Math.round(track.high)} Hz`),
      h("span", { class: "plan-bottom", "aria-hidden": "true" }, `${Math.round(track.low)}`),
      this.head,
    );
  }

  setPosition(at: number | null): void {
    this.head.hidden = at === null;
    if (at !== null) this.head.style.left = `${(100 * Math.min(at, this.seconds)) / this.seconds}%`;
  }
}

export function trackLegend(name: string): HTMLElement {
  const item = (role: string, words: string) =>
    h("span", { class: "plan-key" }, h("i", { class: `key-${role}`, "aria-hidden": "true" }), words);
  return h(
    "p",
    { class: "plan-keys quiet" },
    item("user", t("you")),
    item("assistant", name),
    h("span", {}, t("track_help")),
  );
}
