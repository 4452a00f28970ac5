// The voice lab: one text, two takes of it, side by side.
import { h, setText } from "../base/dom.ts";
import type { CharacterStore } from "../characters/store.ts";
import { t } from "../i18n/i18n.ts";
import type { LabStore } from "../lab/store.ts";
import { type Take, withCue } from "../lab/take.ts";
import { inTongue } from "../views/persona_card.ts";
import { comparePlans } from "../views/plan_view.ts";
import { TakeView, type VoiceChoice } from "../views/take_view.ts";
import type { Page } from "./page.ts";

const CUES = ["pause", "slowly", "quickly", "softly", "loudly"] as const;
const BETWEEN_MS = 500; // the silence between the two of a comparison

export class LabPage implements Page {
  readonly element: HTMLElement;
  private readonly text = h("textarea", { id: "lab-text", rows: 3, placeholder: t("lab_sample") });
  private readonly views: readonly TakeView[];
  private readonly answer = h("span", { class: "blind", role: "status" });
  private readonly comparing = h(
    "div",
    { class: "compare", hidden: true },
    h(
      "button",
      { class: "second small", type: "button", onclick: () => this.compare("A") },
      t("lab_compare"),
    ),
    h(
      "button",
      { class: "second small", type: "button", onclick: () => this.blind() },
      t("lab_blind"),
    ),
    this.answer,
  );
  private readonly both = h("section", { class: "card plan-compare", hidden: true });
  private readonly offs: (() => void)[] = [];
  private compared: ReturnType<typeof setTimeout> | undefined;
  private isGone = false;

  constructor(
    private readonly lab: LabStore,
    private readonly characters: CharacterStore,
    private readonly tongue: "en" | "zh",
  ) {
    this.text.value = lab.text;
    this.text.oninput = () => (lab.text = this.text.value);
    const text = () => this.text.value.trim() || t("lab_sample");
    this.views = [lab.a, lab.b].map((take) => new TakeView(take, lab.clips, text));
    this.element = h(
      "main",
      { id: "content", class: "page lab", tabindex: -1 },
      h("div", { class: "page-head" }, h("h1", {}, t("page_lab"))),
      h(
        "section",
        { class: "card lab-text" },
        h("label", { for: "lab-text" }, t("lab_text")),
        this.text,
        this.cues(),
      ),
      h("div", { class: "takes" }, ...this.views.map((view) => view.element)),
      this.comparing,
      this.both,
    );
    for (const view of this.views) {
      this.offs.push(
        view.take.on("changed", () => {
          view.draw();
          this.drawBoth();
        }),
        lab.clips.on("changed", () => view.follow()),
      );
    }
  }

  show(): void {
    this.drawBoth();
    void this.loadVoices();
  }

  leave(): void {
    this.isGone = true;
    clearTimeout(this.compared);
    this.lab.clips.stop();
    for (const off of this.offs) off();
    for (const view of this.views) view.leave();
  }

  private cues(): HTMLElement {
    const buttons = CUES.map((cue) =>
      h(
        "button",
        {
          type: "button",
          class: "chip",
          onclick: () => {
            const next = withCue(this.text.value, this.text.selectionStart, t(`cue_${cue}`));
            this.lab.text = this.text.value = next.text;
            this.text.focus();
            this.text.setSelectionRange(next.end, next.end);
          },
        },
        t(`cue_${cue}`),
      ),
    );
    return h(
      "div",
      { class: "chips", role: "group", "aria-label": t("lab_cues") },
      h("span", { class: "quiet" }, t("lab_cues")),
      ...buttons,
    );
  }

  private async loadVoices(): Promise<void> {
    const [voices] = await Promise.all([
      this.lab.speech.voices().catch(() => []),
      this.characters.state === "ready" ? null : this.characters.load(),
    ]);
    if (this.isGone) return;
    const choices: VoiceChoice[] = [
      {
        group: t("lab_characters"),
        voices: this.characters.list.map(({ id, name }) => ({
          id,
          label: inTongue(name, this.tongue),
        })),
      },
      ...(["zh", "en"] as const).map((language) => ({
        group: t(`tongue_${language}`),
        voices: voices
          .filter((voice) => voice.language === language)
          .map(({ id }) => ({ id, label: id })),
      })),
    ];
    for (const view of this.views) view.setVoices(choices);
  }

  private drawBoth(): void {
    this.comparing.hidden = this.lab.a.state !== "ready" || this.lab.b.state !== "ready";
    const takes = [this.lab.a, this.lab.b].flatMap(({ name, plan, seconds, state }) =>
      plan === null || state !== "ready" ? [] : [{ name, plan, seconds }],
    );
    this.both.hidden = takes.length < 2;
    if (this.both.hidden) return this.both.replaceChildren();
    const key = (name: string) =>
      h(
        "span",
        { class: "plan-key" },
        h("i", { class: `key-${name}`, "aria-hidden": "true" }),
        `${t("lab_take")} ${name}`,
      );
    this.both.replaceChildren(
      h("h2", {}, t("plan_compare")),
      h(
        "div",
        { class: "take-scroll", tabindex: 0, role: "group", "aria-label": t("plan_compare") },
        comparePlans(takes),
      ),
      h("p", { class: "plan-keys quiet" }, ...takes.map(({ name }) => key(name))),
    );
  }

  /** Both, one after the other. */
  private compare(first: "A" | "B", isBlind = false): boolean {
    const { a, b, clips } = this.lab;
    if (a.state !== "ready" || b.state !== "ready") return false;
    clearTimeout(this.compared);
    setText(this.answer, "");
    const [one, two] = first === "A" ? [a, b] : [b, a];
    const name = (take: Take) => (isBlind ? "blind" : take.name); // its wave would tell
    clips.play(name(one), one.samples);
    this.compared = setTimeout(
      () => clips.play(name(two), two.samples),
      one.seconds * 1000 + BETWEEN_MS,
    );
    return true;
  }

  private blind(): void {
    const first = Math.random() < 0.5 ? "A" : "B";
    if (!this.compare(first, true)) return;
    const guess = (name: "A" | "B") =>
      h(
        "button",
        {
          type: "button",
          class: "second small",
          onclick: () =>
            setText(
              this.answer,
              `${t(name === first ? "lab_blind_right" : "lab_blind_wrong")} ${first}`,
            ),
        },
        name,
      );
    this.answer.replaceChildren(t("lab_blind_ask"), guess("A"), guess("B"));
  }
}
