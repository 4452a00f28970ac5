// A sound as a drawing that can be clicked: its level over time, the words under it, where it is playing.
import { h, svg } from "../base/dom.ts";
import { peaks } from "../lab/take.ts";
import type { HeardWord } from "../server/speech.ts";

const COLUMNS = 240;

export interface WaveParts {
  readonly label: string;
  readonly samples: Float32Array;
  readonly seconds: number;
  readonly words: readonly HeardWord[];
  seek(seconds: number): void;
}

export class WaveView {
  readonly element: HTMLElement;
  private readonly head = svg("rect", { class: "wave-head", x: -2, y: 0, width: 0.8, height: 100 });
  private readonly played = svg("rect", {
    class: "wave-played",
    x: 0,
    y: 0,
    width: 0,
    height: 100,
  });
  private readonly slider: HTMLInputElement;

  constructor(private readonly parts: WaveParts) {
    const { seconds, words } = parts;
    this.slider = h("input", {
      type: "range",
      class: "wave-slider",
      min: 0,
      max: seconds,
      step: 0.05,
      value: 0,
      "aria-label": parts.label,
    });
    this.slider.oninput = () => parts.seek(Number(this.slider.value));
    const drawing = svg(
      "svg",
      {
        class: "wave",
        viewBox: `0 0 ${COLUMNS} 100`,
        preserveAspectRatio: "none",
        "aria-hidden": "true",
      },
      this.played,
      svg("path", { d: outline(peaks(parts.samples, COLUMNS)) }),
      this.head,
    );
    const track = words.map((word) => {
      const left = (100 * word.start) / seconds;
      const part = h("span", { class: "wave-word" }, word.word.trim());
      part.style.left = `${left}%`;
      part.style.width = `${Math.max(0, (100 * word.end) / seconds - left)}%`;
      return part;
    });
    this.element = h(
      "div",
      { class: "wave-box" },
      h("div", { class: "wave-area" }, drawing, this.slider),
      words.length === 0 ? null : h("div", { class: "wave-words" }, ...track),
    );
  }

  /** Seconds into the sound; null: it does not play. */
  setPosition(at: number | null): void {
    const x = at === null ? 0 : (COLUMNS * Math.min(at, this.parts.seconds)) / this.parts.seconds;
    this.head.setAttribute("x", String(at === null ? -2 : x));
    this.played.setAttribute("width", String(x));
    if (at !== null) this.slider.value = String(at);
  }
}

// One closed line around the middle.
function outline(levels: readonly number[]): string {
  const top = levels.map((level, i) => `${i + 0.5} ${(50 - 48 * level - 0.4).toFixed(1)}`);
  const bottom = levels.map((level, i) => `${i + 0.5} ${(50 + 48 * level + 0.4).toFixed(1)}`);
  return `M${top.join("L")}L${bottom.reverse().join("L")}Z`;
}
