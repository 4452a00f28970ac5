// A report as plots: bars, points and tables, each with its numbers as text.
import { h, svg } from "../base/dom.ts";
import { t, tAny } from "../i18n/i18n.ts";
import {
  type AnswerPoint,
  type GenericReport,
  type LatencyReport,
  type Report,
  type StageRow,
  type TableOfRows,
  ticks,
} from "../reports/report.ts";
import type { Share } from "../reports/shares.ts";
import { jsonNodes } from "./json_view.ts";

const RIGHT = 96; // of the values
const ROW = 34;
const LONGEST_BESIDE = 16; // letters of a label that stands left of its bar
const SHARE_LEFT = 14;
const NARROW = 620; // px: a drawing is not made so small that its letters cannot be read

/** Of the drawing, and of the labels at its left. */
function size(): { readonly width: number; readonly left: number } {
  return innerWidth < NARROW ? { width: 380, left: 84 } : { width: 720, left: 130 };
}

export function reportView(report: Report, raw: unknown): HTMLElement[] {
  return [
    facts(report),
    ...(report.kind === "latency" ? latencyParts(report) : genericParts(report)),
    h(
      "details",
      { class: "card report-part" },
      h("summary", {}, t("report_raw")),
      h("pre", { class: "json", tabindex: 0, "aria-label": t("report_raw") }, ...jsonNodes(raw)),
    ),
  ];
}

function facts(report: Report): HTMLElement {
  const items: [string, string][] = [];
  if (report.kind === "latency") {
    items.push(
      [t("report_answered"), `${report.answered} / ${report.questions}`],
      [t("report_gaps"), String(report.underruns)],
      [t("report_longest"), `${report.longestGapMs} ms`],
    );
  }
  return h(
    "section",
    { class: "card report-part report-facts" },
    items.length === 0
      ? null
      : h(
          "dl",
          { class: "legend" },
          ...items.map(([name, value]) =>
            h("div", { class: "legend-item" }, h("dt", {}, name), h("dd", {}, value)),
          ),
        ),
    report.command === ""
      ? null
      : h(
          "p",
          {},
          h("span", { class: "quiet" }, `${t("report_command")} `),
          h("code", {}, report.command),
        ),
    report.machine === ""
      ? null
      : h("p", { class: "quiet" }, `${t("report_machine")} ${report.machine}`),
  );
}

function latencyParts(report: LatencyReport): HTMLElement[] {
  return [
    part(
      t("report_stages"),
      stageBars(report.stages),
      legend(["part-text", t("report_median")], ["part-rest", t("report_p95")]),
    ),
    ...(report.points.length === 0 ? [] : [part(t("report_answers"), points(report.points))]),
  ];
}

function genericParts(report: GenericReport): HTMLElement[] {
  return [
    ...report.shares.map(({ measure, shares }) =>
      part(
        measureName(measure),
        shareBars(measure, shares),
        legend(["part-text", t("report_share")], ["part-rest", t("report_interval")]),
      ),
    ),
    ...(report.numbers.length === 0
      ? []
      : [
          part(
            t("report_numbers"),
            table({
              name: "",
              columns: [],
              rows: report.numbers.map(({ name, value }) => [
                name,
                String(Number(value.toPrecision(6))),
              ]),
              left: 0,
            }),
          ),
        ]),
    ...report.tables.map((rows) => part(rows.name || t("report_rows"), table(rows))),
  ];
}

function part(title: string, ...content: (Element | null)[]): HTMLElement {
  return h("section", { class: "card report-part" }, h("h2", {}, title), ...content);
}

function legend(...items: [string, string][]): HTMLElement {
  return h(
    "p",
    { class: "quiet plot-legend" },
    ...items.flatMap(([part, words]) => [
      h("span", { class: `dot ${part}`, "aria-hidden": "true" }),
      `${words} `,
    ]),
  );
}

function frame(height: number, most: number, label: string, ...marks: SVGElement[]): SVGElement {
  const grid = ticks(most, innerWidth < NARROW ? 3 : 6).flatMap((value) => {
    const x = place(value, most);
    return [
      svg("line", { class: "plot-grid", x1: x, x2: x, y1: 0, y2: height - 22 }),
      svg("text", { class: "plot-tick", x, y: height - 6, "text-anchor": "middle" }, String(value)),
    ];
  });
  return svg(
    "svg",
    { class: "plot", viewBox: `0 0 ${size().width} ${height}`, role: "img", "aria-label": label },
    ...grid,
    ...marks,
  );
}

function place(value: number, most: number): number {
  const { width, left } = size();
  return left + ((width - left - RIGHT) * value) / Math.max(most, 1);
}

function stageBars(stages: readonly StageRow[]): SVGElement {
  const { left } = size();
  const most = Math.max(1, ...stages.map(({ p95 }) => p95));
  const marks = stages.flatMap(({ stage, p50, p95 }, i) => {
    const y = i * ROW + 8;
    return [
      svg(
        "text",
        { class: "plot-name", x: left - 12, y: y + 13, "text-anchor": "end" },
        tAny(`stage_${stage}`),
      ),
      svg("rect", {
        class: "part-rest",
        x: left,
        y: y + 5,
        width: place(p95, most) - left,
        height: 8,
        rx: 4,
      }),
      svg("rect", {
        class: "part-text",
        x: left,
        y: y,
        width: place(p50, most) - left,
        height: 18,
        rx: 4,
      }),
      svg("text", { class: "plot-value", x: place(p95, most) + 8, y: y + 13 }, `${p50} / ${p95}`),
    ];
  });
  const label = `${t("report_stages")}: ${stages.map(({ stage, p50, p95 }) => `${tAny(`stage_${stage}`)} ${p50} / ${p95}`).join(", ")}`;
  return frame(stages.length * ROW + 30, most, label, ...marks);
}

function measureName(measure: string): string {
  const key = `share_${measure}`;
  const words = tAny(key);
  return words === key ? measure.replaceAll("_", " ") : words;
}

// A long label stands over its bar, so that it is never cut.
function shareBars(measure: string, shares: readonly Share[]): SVGElement {
  const { left } = size();
  const isLong = shares.some(({ label }) => label.length > LONGEST_BESIDE);
  const row = isLong ? 44 : 28;
  const begin = isLong ? SHARE_LEFT : left;
  const scale = (share: number) =>
    begin + (size().width - begin - RIGHT) * share;
  const percent = (share: number) => `${Math.round(100 * share)} %`;
  const marks = shares.flatMap(({ label, count, of, low, high }, i) => {
    const y = i * row + (isLong ? 22 : 4);
    const value = `${percent(count / of)}  ${count}/${of}`;
    return [
      svg(
        "text",
        isLong
          ? { class: "plot-name", x: begin, y: y - 5 }
          : { class: "plot-name", x: left - 12, y: y + 13, "text-anchor": "end" },
        label,
      ),
      svg("rect", {
        class: "part-text",
        x: begin,
        y,
        width: Math.max(scale(count / of) - begin, 1),
        height: 16,
        rx: 3,
      }),
      svg("rect", {
        class: "part-rest",
        x: scale(low),
        y: y + 6,
        width: Math.max(scale(high) - scale(low), 1),
        height: 4,
        rx: 2,
      }),
      svg(
        "text",
        { class: "plot-value", x: scale(1) + 8, y: y + 13 },
        value,
        svg("title", {}, `${label}: ${value}, 95 %: ${percent(low)} – ${percent(high)}`),
      ),
    ];
  });
  const height = shares.length * row + 30;
  const grid = [0, 0.25, 0.5, 0.75, 1].flatMap((share) => [
    svg("line", { class: "plot-grid", x1: scale(share), x2: scale(share), y1: 0, y2: height - 22 }),
    svg(
      "text",
      { class: "plot-tick", x: scale(share), y: height - 6, "text-anchor": "middle" },
      percent(share),
    ),
  ]);
  const label = `${measure}: ${shares.map(({ label, count, of }) => `${label} ${count}/${of}`).join(", ")}`;
  return svg(
    "svg",
    { class: "plot", viewBox: `0 0 ${size().width} ${height}`, role: "img", "aria-label": label },
    ...grid,
    ...marks,
  );
}

function points(list: readonly AnswerPoint[]): SVGElement {
  const questions = [...new Set(list.map(({ question }) => question))];
  const { width, left } = size();
  const most = Math.max(1, ...list.map(({ ms }) => ms));
  const height = 24;
  const marks = questions.flatMap((question, i) => {
    const y = i * height + 14;
    const own = list.filter((one) => one.question === question);
    return [
      svg(
        "text",
        { class: "plot-name", x: left - 12, y: y + 4, "text-anchor": "end" },
        question.slice(-16),
      ),
      svg("line", { class: "plot-grid", x1: left, x2: width - RIGHT, y1: y, y2: y }),
      ...own.map(({ ms, heard, reply }) =>
        svg(
          "circle",
          { class: "part-audio", cx: place(ms, most), cy: y, r: 5.5 },
          svg("title", {}, `${ms} ms\n${heard}\n→ ${reply}`),
        ),
      ),
    ];
  });
  const label = `${t("report_answers")}: ${list.map(({ question, ms }) => `${question} ${ms}`).join(", ")}`;
  return frame(questions.length * height + 32, most, label, ...marks);
}

function table({ columns, rows, left }: TableOfRows): HTMLElement {
  return h(
    "div",
    { class: "table-box", tabindex: 0, role: "group", "aria-label": t("report_rows") },
    h(
      "table",
      {},
      columns.length === 0
        ? null
        : h("thead", {}, h("tr", {}, ...columns.map((name) => h("th", { scope: "col" }, name)))),
      h("tbody", {}, ...rows.map((row) => h("tr", {}, ...row.map((cell) => h("td", {}, cell))))),
    ),
    left > 0 ? h("p", { class: "quiet" }, `+ ${left}`) : null,
  );
}
