// One character of the gallery.
import { h } from "../base/dom.ts";
import { icon } from "../base/icons.ts";
import { greetingOf } from "../characters/greeter.ts";
import { t, tAny } from "../i18n/i18n.ts";
import type { Bilingual, PersonaSummary } from "../server/personas.ts";
import { avatar } from "./avatar.ts";

export function inTongue(text: Bilingual, tongue: "en" | "zh"): string {
  return text[tongue] || text[tongue === "en" ? "zh" : "en"];
}

/** In a prompt it follows "You are"; alone it begins with a capital. */
export function summaryIn({ summary }: PersonaSummary, tongue: "en" | "zh"): string {
  const words = inTongue(summary, tongue);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export interface CardActions {
  readonly tongue: "en" | "zh";
  talk(persona: PersonaSummary): void;
  hear(persona: PersonaSummary): void;
}

export function personaCard(persona: PersonaSummary, actions: CardActions): HTMLElement {
  const { tongue } = actions;
  const name = inTongue(persona.name, tongue);
  const greeting = greetingOf(persona, tongue);
  const kind = persona.built_in ? "" : t("own");
  const what = [persona.archetype === "" ? "" : tAny(`kind_${persona.archetype}`), kind]
    .filter((word) => word !== "")
    .join(" · ");
  return h(
    "li",
    { class: "card person", "data-id": persona.id },
    avatar(persona.id, name),
    h(
      "div",
      { class: "person-head" },
      h("h2", {}, h("a", { href: `#/characters/${persona.id}` }, name)),
      h("p", { class: "quiet" }, what),
    ),
    h("p", { class: "person-summary" }, summaryIn(persona, tongue)),
    h(
      "div",
      { class: "person-tools" },
      greeting === ""
        ? null
        : h(
            "button",
            {
              class: "plain small hear",
              type: "button",
              title: greeting,
              "aria-label": `${t("hear")}: ${name}`,
              "aria-pressed": "false",
              onclick: () => actions.hear(persona),
            },
            icon("play"),
            h("span", {}, t("hear")),
          ),
      h(
        "button",
        {
          class: "second small",
          type: "button",
          "aria-label": `${t("talk_to")}: ${name}`,
          onclick: () => actions.talk(persona),
        },
        t("talk_to"),
      ),
    ),
  );
}
