// Results of benchmarks and evaluations: those of the server, and files that are dropped here.
import { h, setFlag } from "../base/dom.ts";
import { t, tAny } from "../i18n/i18n.ts";
import type { ReportStore } from "../reports/store.ts";
import { reportView } from "../views/report_view.ts";
import type { Page } from "./page.ts";

const COMMAND = "vivavoce bench latency -o ~/.cache/vivavoce/reports/latency.json";

export class ReportsPage implements Page {
  readonly element: HTMLElement;
  private readonly list = h("div", { class: "report-list" });
  private readonly shown = h("div", { class: "report-shown" });
  private readonly trouble = h("p", { class: "page-trouble", role: "alert", hidden: true });
  private readonly file = h("input", {
    type: "file",
    accept: ".json",
    hidden: true,
    "aria-label": t("reports_choose"),
  });
  private readonly off: () => void;

  constructor(private readonly store: ReportStore) {
    this.file.onchange = () => {
      const file = this.file.files?.[0];
      if (file !== undefined) void this.read(file);
      this.file.value = "";
    };
    this.element = h(
      "main",
      { id: "content", class: "page reports", tabindex: -1 },
      h("div", { class: "page-head" }, h("h1", {}, t("page_reports"))),
      h(
        "div",
        { class: "report-side" },
        this.list,
        h(
          "div",
          { class: "dropper" },
          h("p", { class: "quiet" }, t("reports_drop")),
          h(
            "button",
            { class: "second small", type: "button", onclick: () => this.file.click() },
            t("reports_choose"),
          ),
        ),
        this.file,
      ),
      h("div", { class: "report-main" }, this.trouble, this.shown),
    );
    this.element.addEventListener("dragover", (event) => {
      event.preventDefault();
      setFlag(this.element, "data-drop", true);
    });
    this.element.addEventListener("dragleave", (event) => {
      if (!this.element.contains(event.relatedTarget as Node | null))
        setFlag(this.element, "data-drop", false);
    });
    this.element.addEventListener("drop", (event) => {
      event.preventDefault();
      setFlag(this.element, "data-drop", false);
      const file = event.dataTransfer?.files[0];
      if (file !== undefined) void this.read(file);
    });
    this.off = store.on("changed", () => this.draw());
  }

  show(): void {
    this.draw();
    void this.store.load();
  }

  leave(): void {
    this.off();
  }

  private async read(file: File): Promise<void> {
    this.store.show(file.name, await file.text());
  }

  private draw(): void {
    const { list, shown, trouble } = this.store;
    this.trouble.hidden = trouble === "";
    this.trouble.textContent = trouble === "" ? "" : tAny(trouble);
    this.list.replaceChildren(
      h("h2", {}, t("reports_server")),
      ...(list === null
        ? [h("p", { class: "quiet" }, t("loading"))]
        : list.length === 0
          ? [
              h("p", { class: "quiet" }, t("reports_none")),
              h("code", { class: "command" }, COMMAND),
            ]
          : list.map(({ name, changed_at }) =>
              h(
                "button",
                {
                  type: "button",
                  class: "report-line",
                  "aria-pressed": String(shown?.name === name),
                  onclick: () => void this.store.open(name),
                },
                h("span", {}, name),
                h(
                  "span",
                  { class: "quiet" },
                  new Date(changed_at * 1000).toLocaleDateString(document.documentElement.lang),
                ),
              ),
            )),
    );
    this.shown.replaceChildren(
      ...(shown === null
        ? [h("p", { class: "quiet nothing" }, t("reports_select"))]
        : [
            h("h2", { class: "report-title" }, shown.report.title || shown.name),
            ...reportView(shown.report, shown.raw),
          ]),
    );
  }
}
