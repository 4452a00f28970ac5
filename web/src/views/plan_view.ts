// The plan of a take under its wave, on the same time line: words as long as they are spoken, pitch as
// the model had it and as it is spoken, the change of loudness, phonemes, sounds and pauses.
import { h, svg } from "../base/dom.ts";
import { t, tAny } from "../i18n/i18n.ts";
import {
  loudnessPath,
  medianPitch,
  MOST_DB,
  pitchPath,
  pitchRange,
  type Plan,
  type PlanSpan,
  type Range,
} from "../lab/plan.ts";

const WIDTH = 1000; // of the drawing, whatever its size

export class PlanView {
  readonly element: HTMLElement;
  private readonly head = h("div", { class: "plan-head", hidden: true });

  constructor(
    plan: Plan,
    private readonly seconds: number,
  ) {
    const range = pitchRange([plan]);
    const perMs = WIDTH / (seconds * 1000);
    this.element = h(
      "div",
      { class: "plan" },
      bands(plan.marks, seconds),
      spans("plan-words", plan.words, seconds),
      range === null
        ? null
        : lane(
            "pitch",
            describePitch(plan, range),
            [`${Math.round(range.high)} Hz`, `${Math.round(range.low)}`],
            svg("path", { class: "curve-model", d: pitchPath(plan, "model_pitch_hz", range, perMs) }),
            svg("path", { class: "curve-pitch", d: pitchPath(plan, "pitch_hz", range, perMs) }),
          ),
      lane(
        "loudness",
        t("plan_loudness"),
        [`+${MOST_DB} dB`, `−${MOST_DB}`],
        svg("line", { class: "curve-zero", x1: 0, x2: WIDTH, y1: 50, y2: 50 }),
        svg("path", { class: "curve-loudness", d: loudnessPath(plan, perMs) }),
      ),
      spans("plan-phonemes", plan.phonemes, seconds),
      this.head,
    );
  }

  /** Seconds into the sound; null: it does not play. */
  setPosition(at: number | null): void {
    this.head.hidden = at === null;
    if (at !== null) this.head.style.left = `${(100 * Math.min(at, this.seconds)) / this.seconds}%`;
  }
}

/** Two plans over each other, from the same beginning and on the same scales. */
export function comparePlans(
  takes: readonly { readonly name: string; readonly plan: Plan; readonly seconds: number }[],
): HTMLElement {
  const range = pitchRange(takes.map(({ plan }) => plan));
  const seconds = Math.max(...takes.map((take) => take.seconds));
  const perMs = WIDTH / (seconds * 1000);
  const words = takes.map(({ name, plan }) =>
    spans(`plan-words take-${name}`, plan.words, seconds),
  );
  const said = takes
    .map(({ name, plan }) => `${name}: ${range === null ? "" : describePitch(plan, range)}`)
    .join("; ");
  return h(
    "div",
    { class: "plan compared" },
    words[0]!,
    range === null
      ? null
      : lane(
          "pitch",
          said,
          [`${Math.round(range.high)} Hz`, `${Math.round(range.low)}`],
          ...takes.map(({ name, plan }) =>
            svg("path", { class: `curve-${name}`, d: pitchPath(plan, "pitch_hz", range, perMs) }),
          ),
        ),
    lane(
      "loudness",
      t("plan_loudness"),
      [`+${MOST_DB} dB`, `−${MOST_DB}`],
      svg("line", { class: "curve-zero", x1: 0, x2: WIDTH, y1: 50, y2: 50 }),
      ...takes.map(({ name, plan }) =>
        svg("path", { class: `curve-${name}`, d: loudnessPath(plan, perMs) }),
      ),
    ),
    words[1] ?? null,
  );
}

/** What the curves mean. */
export function planLegend(): HTMLElement {
  const item = (kind: string, words: string) =>
    h("span", { class: "plan-key" }, h("i", { class: `key-${kind}`, "aria-hidden": "true" }), words);
  return h(
    "p",
    { class: "plan-keys quiet" },
    item("pitch", t("plan_pitch")),
    item("model", t("plan_model")),
    item("loudness", t("plan_loudness")),
    item("mark", t("plan_marks")),
  );
}

function lane(
  kind: string,
  label: string,
  scale: readonly [string, string],
  ...curves: SVGElement[]
): HTMLElement {
  return h(
    "div",
    { class: `plan-lane ${kind}` },
    svg(
      "svg",
      {
        viewBox: `0 0 ${WIDTH} 100`,
        preserveAspectRatio: "none",
        role: "img",
        "aria-label": label,
      },
      ...curves,
    ),
    h("span", { class: "plan-top", "aria-hidden": "true" }, scale[0]),
    h("span", { class: "plan-bottom", "aria-hidden": "true" }, scale[1]),
  );
}

function spans(kind: string, list: readonly PlanSpan[], seconds: number): HTMLElement {
  const parts = list
    .filter(({ text }) => text.trim() !== "")
    .map(({ text, start_ms, end_ms }) => placed(h("span", {}, text), start_ms, end_ms, seconds));
  return h("div", { class: kind }, ...parts);
}

function bands(marks: readonly PlanSpan[], seconds: number): HTMLElement {
  const parts = marks.map(({ text, start_ms, end_ms }) =>
    placed(h("span", { class: "plan-mark" }, h("b", {}, markWords(text))), start_ms, end_ms, seconds),
  );
  return h("div", { class: "plan-marks" }, ...parts);
}

function placed(part: HTMLElement, start: number, end: number, seconds: number): HTMLElement {
  part.style.left = `${start / seconds / 10}%`;
  part.style.width = `${Math.max(0, end - start) / seconds / 10}%`;
  return part;
}

/** "laugh", "pause 300 ms" */
function markWords(text: string): string {
  const [name = "", ...rest] = text.split(" ");
  return [tAny(`mark_of_${name}`), ...rest].join(" ");
}

function describePitch(plan: Plan, { low, high }: Range): string {
  const hz = (value: number) => `${Math.round(value)} Hz`;
  return `${t("plan_pitch")}: ${hz(medianPitch(plan))} (${hz(low)} – ${hz(high)})`;
}
