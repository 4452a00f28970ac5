// A take of the lab: its choices, its sound, and what it took to make.
import type { ClipPlayer } from "../audio/clip_player.ts";
import { download } from "../base/download.ts";
import { h } from "../base/dom.ts";
import { icon } from "../base/icons.ts";
import { t, tAny } from "../i18n/i18n.ts";
import type { Take } from "../lab/take.ts";
import { seconds } from "./latency_view.ts";
import { planLegend, PlanView } from "./plan_view.ts";
import { WaveView } from "./wave_view.ts";

const PIXELS_A_SECOND = 140; // at least: a Chinese character, or most words, can be read over the curve

export interface VoiceChoice {
  readonly group: string;
  readonly voices: readonly { readonly id: string; readonly label: string }[];
}

export class TakeView {
  readonly element: HTMLElement;
  private readonly voice = h("select", {});
  private readonly result = h("div", { class: "take-result" });
  private readonly make: HTMLButtonElement;
  private wave: WaveView | null = null;
  private plan: PlanView | null = null;
  private frame = 0;

  constructor(
    readonly take: Take,
    private readonly clips: ClipPlayer,
    private readonly text: () => string,
  ) {
    const name = `${t("lab_take")} ${take.name}`;
    const speed = h("input", {
      type: "range",
      min: 0.5,
      max: 2,
      step: 0.05,
      id: `speed-${take.name}`,
    });
    const shown = h("output", { class: "number", for: speed.id }, `${take.choices.speed} ×`);
    speed.value = String(take.choices.speed);
    speed.oninput = () => {
      take.choices.speed = Number(speed.value);
      shown.textContent = `${speed.value} ×`;
    };
    const scene = h("input", {
      id: `scene-${take.name}`,
      placeholder: t("lab_scene_hint"),
      autocomplete: "off",
    });
    scene.value = take.choices.scene;
    scene.oninput = () => (take.choices.scene = scene.value);
    this.voice.id = `voice-${take.name}`;
    this.voice.onchange = () => (take.choices.voice = this.voice.value);
    this.make = h(
      "button",
      {
        class: "main small",
        type: "button",
        id: `make-${take.name}`,
        onclick: () => void take.make(this.text()),
      },
      t("lab_make"),
    );
    this.element = h(
      "section",
      { class: "card take", "aria-label": name },
      h("div", { class: "take-head" }, h("h2", {}, name), this.make),
      row("lab_voice", this.voice.id, this.voice),
      row("set_speed", speed.id, h("div", { class: "range" }, speed, shown)),
      row("lab_scene", scene.id, scene),
      this.result,
    );
    this.draw();
  }

  setVoices(choices: readonly VoiceChoice[]): void {
    this.voice.replaceChildren(
      h("option", { value: "" }, t("lab_voice_default")),
      ...choices.map(({ group, voices }) =>
        h(
          "optgroup",
          { label: group },
          ...voices.map(({ id, label }) => h("option", { value: id }, label)),
        ),
      ),
    );
    this.voice.value = this.take.choices.voice;
  }

  draw(): void {
    const { take } = this;
    this.make.disabled = take.state === "making";
    this.make.textContent = t(take.state === "making" ? "lab_making" : "lab_make");
    this.wave = this.plan = null;
    if (take.state === "failed") {
      this.result.replaceChildren(
        h("p", { class: "page-trouble", role: "alert" }, tAny(take.trouble)),
      );
    } else if (take.state !== "ready") {
      this.result.replaceChildren(
        h(
          "p",
          { class: "quiet take-empty" },
          t(take.state === "empty" ? "lab_empty" : "lab_making"),
        ),
      );
    } else {
      this.wave = new WaveView({
        label: `${t("lab_position")} ${take.name}`,
        samples: take.samples,
        seconds: take.seconds,
        words: take.words,
        seek: (at) => this.clips.play(take.name, take.samples, at),
      });
      this.plan = take.plan === null ? null : new PlanView(take.plan, take.seconds);
      this.result.replaceChildren(
        this.canvas(this.wave.element, this.plan?.element ?? null),
        ...(this.plan === null ? [] : [planLegend()]),
        this.facts(),
        this.tools(),
      );
    }
    this.follow();
  }

  /** Wave and plan on one time line, wider than the page when there is much to read. */
  private canvas(wave: HTMLElement, plan: HTMLElement | null): HTMLElement {
    const inner = h("div", { class: "take-line" }, wave, plan);
    if (plan !== null) inner.style.minWidth = `${this.take.seconds * PIXELS_A_SECOND}px`;
    const label = `${t("lab_drawn")} ${this.take.name}`;
    return h("div", { class: "take-scroll", tabindex: 0, role: "group", "aria-label": label }, inner);
  }

  /** Moves the head while it plays. */
  follow(): void {
    cancelAnimationFrame(this.frame);
    const plays = this.clips.playing === this.take.name;
    const move = (at: number | null) => {
      this.wave?.setPosition(at);
      this.plan?.setPosition(at);
    };
    move(plays ? this.clips.position : null);
    const button = this.result.querySelector(".take-play");
    if (button !== null) {
      button.firstElementChild!.replaceWith(icon(plays ? "stop" : "play"));
      button.setAttribute("aria-label", `${t(plays ? "stop" : "play")} ${this.take.name}`);
    }
    if (plays) {
      const step = () => {
        move(this.clips.position);
        this.frame = requestAnimationFrame(step);
      };
      this.frame = requestAnimationFrame(step);
    }
  }

  leave(): void {
    cancelAnimationFrame(this.frame);
  }

  private facts(): HTMLElement {
    const { take } = this;
    const fact = (key: "lab_length" | "lab_first_sound" | "lab_whole", ms: number) =>
      h("div", { class: "legend-item" }, h("dt", {}, t(key)), h("dd", {}, seconds(ms)));
    return h(
      "dl",
      { class: "legend" },
      fact("lab_length", take.seconds * 1000),
      fact("lab_first_sound", take.firstMs),
      fact("lab_whole", take.wholeMs),
    );
  }

  private tools(): HTMLElement {
    const { take } = this;
    const toggle = () => {
      if (this.clips.playing === take.name) this.clips.stop();
      else this.clips.play(take.name, take.samples);
    };
    const hear = h(
      "button",
      {
        class: "second small",
        type: "button",
        title: t("lab_heard"),
        onclick: () => void take.hearBack(),
      },
      t(take.isHearing ? "lab_making" : "lab_hear_back"),
    );
    hear.disabled = take.isHearing;
    return h(
      "div",
      { class: "take-tools" },
      h("button", { class: "round take-play", type: "button", onclick: toggle }, icon("play")),
      hear,
      h(
        "button",
        {
          class: "second small",
          type: "button",
          onclick: () => download(`take-${take.name}.wav`, take.wav),
        },
        t("download"),
      ),
      take.trouble === "" ? null : h("p", { class: "quiet" }, tAny(take.trouble)),
    );
  }
}

function row(
  label: "lab_voice" | "set_speed" | "lab_scene",
  id: string,
  control: HTMLElement,
): HTMLElement {
  return h("div", { class: "take-row" }, h("label", { for: id }, t(label)), control);
}
