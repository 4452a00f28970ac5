// The conversation as text: one element an entry, changed in place; the word that is being spoken is
// marked.
import { h, setText } from "../base/dom.ts";
import { t, tAny } from "../i18n/i18n.ts";
import type { Conversation, Entry } from "../talk/conversation.ts";
import { startOfWord } from "../talk/reveal.ts";
import { heardLabels, type Label, meantLabels, tagList } from "./tags.ts";

const NEAR_END = 80; // px: somebody who reads further up is not pulled down

export class ConversationView {
  readonly element = h("div", {
    class: "conversation",
    role: "log",
    "aria-label": t("conversation"),
    tabindex: 0,
  });
  private readonly empty = h(
    "div",
    { class: "empty" },
    h("p", { class: "empty-title" }, t("empty_title")),
    h("p", {}, t("empty_text")),
  );
  private readonly shown = new Map<string, HTMLElement>();

  constructor(
    private readonly conversation: Conversation,
    private readonly agent: () => string = () => t("agent"),
  ) {}

  draw(): void {
    const box = this.element;
    const follows = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END;
    const { entries } = this.conversation;
    const ids = new Set(entries.map((entry) => entry.id));
    for (const [id, element] of this.shown) {
      if (ids.has(id)) continue;
      element.remove();
      this.shown.delete(id);
    }
    if (entries.length === 0) {
      if (this.empty.parentNode === null) box.append(this.empty);
      return;
    }
    this.empty.remove();
    let scene = ""; // told where it changes
    entries.forEach((entry, i) => {
      const element = this.shown.get(entry.id) ?? this.add(entry);
      if (box.children[i] !== element) box.insertBefore(element, box.children[i] ?? null);
      this.fill(element, entry, scene);
      scene = entry.meant?.scene || scene;
    });
    if (follows) box.scrollTop = box.scrollHeight;
  }

  private add(entry: Entry): HTMLElement {
    const element =
      entry.role === "note"
        ? h("p", { class: "note" })
        : h(
            "article",
            { class: `entry ${entry.role}` },
            h("h3", { class: "who" }, entry.role === "user" ? t("you") : this.agent()),
            h("p", { class: "words" }),
            h("div", { class: "told" }),
          );
    this.shown.set(entry.id, element);
    return element;
  }

  private fill(element: HTMLElement, entry: Entry, sceneBefore: string): void {
    if (entry.role === "note") return setText(element, tAny(entry.text));
    const words = element.querySelector(".words")!;
    const text = this.conversation.shown(entry).trimEnd();
    const isSpeaking =
      entry.reveal !== null && entry.state !== "cut" && text.length < entry.text.length;
    element.hidden = entry.role === "assistant" && text === "" && entry.state !== "failed";
    const mark = markOf(entry, text);
    const labels = labelsOf(entry, sceneBefore);
    const told = labels.map((label) => label.words).join("·");
    const signature = `${entry.state}|${text}|${isSpeaking}|${mark}|${told}`;
    if (element.dataset["shown"] === signature) return;
    element.dataset["shown"] = signature;
    element.dataset["state"] = entry.state;
    const box = element.querySelector<HTMLElement>(".told")!;
    if (box.dataset["told"] !== told) {
      box.dataset["told"] = told;
      const name = t(entry.role === "user" ? "told_heard" : "told_meant");
      box.replaceChildren(...(labels.length === 0 ? [] : [tagList(name, labels)]));
    }
    const start = isSpeaking ? startOfWord(text, text.length) : text.length;
    words.replaceChildren(
      text.slice(0, start),
      ...(start < text.length ? [h("span", { class: "now" }, text.slice(start))] : []),
      ...(mark === "" ? [] : [h("span", { class: "mark" }, (text === "" ? "" : " ") + mark)]),
    );
  }
}

/** What was heard of the user, or how the reply is meant, as far as it was heard. */
function labelsOf({ role, heard, meant, played }: Entry, sceneBefore: string): Label[] {
  if (role === "user") return heardLabels(heard);
  return meant === null || played === 0 ? [] : meantLabels(meant, played, sceneBefore);
}

function markOf(entry: Entry, text: string): string {
  if (entry.role === "user") {
    if (entry.state === "live" && text === "") return t("hearing_you");
    return entry.state === "failed" ? t("not_understood") : "";
  }
  if (entry.state === "cut") return `— ${t("interrupted")}`;
  return entry.state === "failed" ? t("failed") : "";
}
