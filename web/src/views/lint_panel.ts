// What the server says of a draft: what it costs, what is wrong, and the prompt it becomes.
import { h, svg } from "../base/dom.ts";
import type { PersonaDraft } from "../characters/draft.ts";
import { inPageLanguage, t, tAny } from "../i18n/i18n.ts";
import type { Finding, PersonaCheck } from "../server/personas.ts";

export class LintPanel {
  readonly element = h("aside", { class: "lint", "aria-label": t("lint") });
  private tongue: "en" | "zh";
  private isOpen = false;

  constructor(
    private readonly draft: PersonaDraft,
    tongue: "en" | "zh",
    private readonly goTo: (finding: Finding) => void,
  ) {
    this.tongue = tongue;
  }

  draw(): void {
    const { check } = this.draft;
    if (check === null) {
      this.element.replaceChildren(h("p", { class: "quiet" }, t("checking")));
      return;
    }
    this.element.replaceChildren(meter(check), this.findings(check), this.prompt(check));
  }

  private findings(check: PersonaCheck): HTMLElement {
    const errors = check.findings.filter(({ severity }) => severity === "error").length;
    const warnings = check.findings.length - errors;
    const said =
      check.findings.length === 0
        ? t("lint_none")
        : [
            errors > 0 ? `${errors} ${t("lint_errors")}` : "",
            warnings > 0 ? `${warnings} ${t("lint_warnings")}` : "",
          ]
            .filter((words) => words !== "")
            .join(" · ");
    return h(
      "section",
      { class: "lint-part" },
      h("h2", { role: "status", "data-errors": String(errors) }, said),
      h(
        "ul",
        { class: "findings" },
        ...check.findings.map((finding) =>
          h(
            "li",
            {},
            h(
              "button",
              {
                type: "button",
                class: `finding ${finding.severity}`,
                onclick: () => this.goTo(finding),
              },
              h(
                "span",
                { class: "finding-where" },
                [finding.line > 0 ? t("line").replace("#", String(finding.line)) : "", finding.field]
                  .filter((word) => word !== "")
                  .join(" · "),
              ),
              h("span", { class: "unseen" }, tAny(`lint_${finding.severity}`)),
              h("span", {}, inPageLanguage(finding.message, finding.message_zh)),
            ),
          ),
        ),
      ),
    );
  }

  private prompt({ prompt }: PersonaCheck): HTMLElement | string {
    if (prompt === null) return "";
    const chips = (["en", "zh"] as const).map((tongue) =>
      h(
        "button",
        {
          type: "button",
          class: "chip",
          "aria-pressed": String(tongue === this.tongue),
          onclick: () => {
            this.tongue = tongue;
            this.draw();
          },
        },
        t(`tongue_${tongue}`),
      ),
    );
    const { system, examples } = prompt[this.tongue];
    const lines = examples.map(({ user, reply }) => `> ${user}\n< ${reply}`);
    const details = h(
      "details",
      { class: "lint-part prompt" },
      h("summary", {}, t("prompt_preview")),
      h("div", { class: "chips", role: "group", "aria-label": t("prompt_preview") }, ...chips),
      h("pre", { tabindex: 0, "aria-label": t("prompt_preview") }, [system, ...lines].join("\n\n")),
    );
    details.open = this.isOpen;
    details.ontoggle = () => (this.isOpen = details.open);
    return details;
  }
}

function meter(check: PersonaCheck): HTMLElement {
  const most = Math.max(check.budget_tokens, check.tokens.en, check.tokens.zh, 1);
  const row = (tongue: "en" | "zh") => {
    const tokens = check.tokens[tongue];
    const isOver = tokens > check.budget_tokens;
    return h(
      "div",
      { class: "meter-row" },
      h("span", {}, t(`tongue_${tongue}`)),
      svg(
        "svg",
        {
          class: "meter",
          viewBox: "0 0 100 6",
          preserveAspectRatio: "none",
          "aria-hidden": "true",
        },
        svg("rect", { class: "meter-ground", width: 100, height: 6 }),
        svg("rect", {
          class: isOver ? "meter-over" : "meter-fill",
          width: (100 * tokens) / most,
          height: 6,
        }),
      ),
      h("span", { class: "number" }, `${tokens}`),
    );
  };
  return h(
    "section",
    { class: "lint-part" },
    h("h2", {}, `${t("prompt_cost")} · ${t("prompt_budget")} ${check.budget_tokens}`),
    row("zh"),
    row("en"),
  );
}
