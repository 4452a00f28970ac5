// One button, what is going on in one word, and the conversation beside it.
import { h, oncePerFrame, setFlag, setText } from "../base/dom.ts";
import { icon } from "../base/icons.ts";
import { type Key, t, tAny } from "../i18n/i18n.ts";
import type { SettingsStore } from "../settings.ts";
import type { TalkController } from "../talk/controller.ts";
import type { TalkState } from "../talk/state.ts";
import { ConversationView } from "../views/conversation_view.ts";
import { LatencyView } from "../views/latency_view.ts";
import { Orb } from "../views/orb.ts";
import { PersonaPicker, type PickerParts } from "../views/persona_picker.ts";
import type { Page } from "./page.ts";

interface Button {
  readonly words: Key;
  readonly press: () => void;
  readonly isQuiet?: boolean;
}

export class TalkPage implements Page {
  private readonly orb: Orb;
  private readonly view: ConversationView;
  private readonly latency: LatencyView;
  private readonly picker: PersonaPicker;
  private readonly title = h("h1", { class: "state", role: "status", "aria-live": "polite" });
  private readonly hint = h("p", { class: "hint" });
  private readonly buttons = h("div", { class: "buttons" });
  private readonly input = h("textarea", {
    rows: 1,
    "aria-label": t("write"),
    placeholder: t("write"),
    enterkeyhint: "send",
  });
  private readonly trouble = h("div", { class: "trouble", role: "alert", hidden: true });
  private readonly offs: (() => void)[] = [];
  private drawnButtons = "";
  readonly element: HTMLElement;

  constructor(
    private readonly talk: TalkController,
    private readonly settings: SettingsStore,
    private readonly openSettings: () => void,
    picker: PickerParts,
  ) {
    this.orb = new Orb(talk);
    this.picker = new PersonaPicker(picker);
    this.view = new ConversationView(talk.conversation, () => this.picker.shownName);
    this.latency = new LatencyView(talk.latency);
    this.element = h(
      "main",
      { id: "content", class: "talk", tabindex: -1 },
      h(
        "section",
        { class: "stage" },
        this.orb.element,
        this.title,
        this.hint,
        this.buttons,
        this.latency.element,
      ),
      h(
        "section",
        { class: "paper", "aria-label": t("conversation") },
        this.picker.element,
        this.view.element,
        this.trouble,
        this.writing(),
      ),
    );
    const draw = oncePerFrame(() => this.draw());
    this.offs.push(
      talk.on("changed", draw),
      talk.on("trouble", (words) => this.showTrouble(words)),
      settings.on("changed", () => this.picker.draw()),
    );
    this.listenToKeys();
    this.draw();
  }

  show(): void {
    this.orb.start();
    this.draw();
  }

  leave(): void {
    this.orb.stop();
    this.picker.leave();
    for (const off of this.offs) off();
  }

  private writing(): HTMLElement {
    const send = () => {
      const text = this.input.value.trim();
      if (text === "") return;
      this.input.value = "";
      this.trouble.hidden = true;
      this.talk.say(text);
    };
    this.input.onkeydown = (event) => {
      // While Chinese is being composed, Enter chooses a candidate.
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      send();
    };
    return h(
      "form",
      {
        class: "writing",
        onsubmit: (event: Event) => {
          event.preventDefault();
          send();
        },
      },
      this.input,
      h("button", { class: "round", type: "submit", "aria-label": t("send") }, icon("send")),
    );
  }

  private listenToKeys(): void {
    const isElsewhere = (event: KeyboardEvent) =>
      event.code !== "Space" ||
      this.settings.values.talkMode !== "push" ||
      document.querySelector("dialog[open]") !== null ||
      (event.target instanceof Element &&
        event.target.closest("input, textarea, select, summary, a") !== null);
    const down = (event: KeyboardEvent) => {
      if (isElsewhere(event) || !this.isPushable) return;
      event.preventDefault();
      if (!event.repeat) this.talk.push();
    };
    const up = (event: KeyboardEvent) => {
      if (isElsewhere(event) || !this.isPushable) return;
      event.preventDefault();
      this.talk.release();
    };
    const lost = () => this.talk.release(); // a key let go in another window is not told
    addEventListener("keydown", down);
    addEventListener("keyup", up);
    addEventListener("blur", lost);
    this.offs.push(() => {
      removeEventListener("keydown", down);
      removeEventListener("keyup", up);
      removeEventListener("blur", lost);
    });
  }

  private get isPushable(): boolean {
    return this.talk.link.state === "open" && this.talk.capture.state === "on";
  }

  private draw(): void {
    const { state } = this.talk;
    this.element.dataset["state"] = state;
    this.element.dataset["underruns"] = String(this.talk.player.underruns);
    setText(this.title, t(`state_${state}`));
    setText(this.hint, this.hintOf(state));
    this.drawButtons(state);
    this.view.draw();
    this.latency.draw(this.talk.player.underruns);
  }

  private hintOf(state: TalkState): string {
    if (state === "refused") return this.talk.link.reason;
    const isPush = this.settings.values.talkMode === "push" && this.talk.capture.state === "on";
    if (isPush && (state === "ready" || state === "hearing")) return t(`hint_${state}_push`);
    return tAny(`hint_${state}`);
  }

  private drawButtons(state: TalkState): void {
    const list = this.buttonsOf(state);
    const isPush = this.settings.values.talkMode === "push" && this.isPushable;
    const signature = JSON.stringify([list.map((button) => button.words), isPush]);
    if (signature !== this.drawnButtons) {
      this.drawnButtons = signature;
      const hadFocus = this.buttons.contains(document.activeElement);
      this.buttons.replaceChildren(
        ...(isPush ? [this.pushButton()] : []),
        ...list.map((button, i) => this.button(button, i === 0 && !isPush)),
      );
      if (hadFocus) this.buttons.querySelector("button")?.focus();
    }
    const push = this.buttons.querySelector(".push");
    if (push === null) return;
    setFlag(push, "data-pushed", state === "hearing");
    setText(push.querySelector("span")!, t(state === "hearing" ? "let_go" : "hold"));
  }

  private buttonsOf(state: TalkState): Button[] {
    const end: Button = { words: "end", press: () => this.talk.stop() };
    const forget: Button = {
      words: "new_conversation",
      isQuiet: true,
      press: () => this.talk.forget(),
    };
    const hasTalked = this.talk.conversation.entries.length > 0;
    switch (state) {
      case "idle":
      case "refused": {
        const start: Button = { words: "start", press: () => this.talk.start() };
        return hasTalked ? [start, forget] : [start];
      }
      case "key":
        return [
          { words: "settings", press: this.openSettings },
          { words: "start", press: () => this.talk.start() },
        ];
      case "connecting":
        return [{ words: "cancel", press: () => this.talk.stop() }];
      case "reconnecting":
      case "gone":
        return [{ words: "retry", press: () => this.talk.wake() }, end];
      case "asleep":
        return [{ words: "wake", press: () => this.talk.wake() }, end];
      default:
        return [end, ...this.microphoneButtons(), ...(hasTalked ? [forget] : [])];
    }
  }

  private microphoneButtons(): Button[] {
    const { capture, isMicPaused } = this.talk;
    if (capture.state !== "on") {
      return [{ words: "retry_mic", isQuiet: true, press: () => this.talk.retryMicrophone() }];
    }
    if (this.settings.values.talkMode === "push") return [];
    const words = isMicPaused ? "resume_mic" : "pause_mic";
    return [{ words, isQuiet: true, press: () => this.talk.pauseMicrophone(!isMicPaused) }];
  }

  private button({ words, press, isQuiet }: Button, isMain: boolean): HTMLElement {
    const kind = isMain ? "main" : isQuiet ? "plain" : "second";
    const look = words === "start" ? icon("mic") : words === "end" ? icon("stop") : null;
    return h(
      "button",
      { class: kind, type: "button", "data-does": words, onclick: press },
      look,
      h("span", {}, t(words)),
    );
  }

  private pushButton(): HTMLElement {
    const release = () => this.talk.release();
    return h(
      "button",
      {
        class: "main push",
        type: "button",
        onpointerdown: (event: PointerEvent) => {
          (event.currentTarget as Element).setPointerCapture(event.pointerId);
          this.talk.push();
        },
        onpointerup: release,
        onpointercancel: release,
        oncontextmenu: (event: Event) => event.preventDefault(), // a long touch
        onkeydown: (event: KeyboardEvent) => {
          if (event.key === "Enter" && !event.repeat) this.talk.push();
        },
        onkeyup: (event: KeyboardEvent) => {
          if (event.key === "Enter") this.talk.release();
        },
      },
      icon("mic"),
      h("span", {}, t("hold")),
    );
  }

  private showTrouble(words: string): void {
    if (words === "") return;
    this.trouble.replaceChildren(
      h("p", {}, words),
      h(
        "button",
        {
          class: "plain",
          type: "button",
          "aria-label": t("dismiss"),
          onclick: () => (this.trouble.hidden = true),
        },
        icon("close"),
      ),
    );
    this.trouble.hidden = false;
  }
}
