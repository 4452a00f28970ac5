// The server in a few numbers and two small drawings.
import { h, svg } from "../base/dom.ts";
import { type Key, t, tAny } from "../i18n/i18n.ts";
import { type Histogram, histograms, total } from "../inspector/metrics.ts";
import type { ServerState, ServerWatch } from "../inspector/server_watch.ts";

const LATENCY = "vivavoce_turn_latency_seconds";
const TILES: readonly (readonly [Key, string, number])[] = [
  ["metric_turns", "vivavoce_user_turns_total", 0],
  ["metric_responses", "vivavoce_responses_total", 0],
  ["metric_reply", "vivavoce_reply_seconds_total", 1],
  ["metric_errors", "vivavoce_error_events_total", 0],
];

export class ServerView {
  private readonly body = h("div", { class: "server-body" });
  readonly element = h(
    "section",
    { class: "card server" },
    h("h2", {}, t("server_state")),
    this.body,
  );

  constructor(private readonly watch: ServerWatch) {}

  draw(state: ServerState): void {
    const words = t(`server_${state.health}`);
    this.body.replaceChildren(
      h(
        "p",
        { class: `health health-${state.health}` },
        h("span", { class: "dot", "aria-hidden": "true" }),
        words,
      ),
      h(
        "dl",
        { class: "tiles" },
        tile(t("metric_sessions"), String(state.sessions), sparkline(this.watch.history)),
        ...TILES.map(([key, name, digits]) =>
          tile(t(key), total(state.samples, name).toFixed(digits)),
        ),
      ),
      latencyTable(histograms(state.samples, LATENCY, "stage")),
    );
  }
}

function tile(label: string, value: string, drawing?: Element): HTMLElement {
  return h("div", { class: "tile" }, h("dt", {}, label), h("dd", {}, value, drawing ?? null));
}

function sparkline(values: readonly number[]): SVGElement {
  const top = Math.max(1, ...values);
  const points = values.map(
    (value, i) => `${(i / Math.max(1, values.length - 1)) * 80},${19 - (value / top) * 17}`,
  );
  return svg(
    "svg",
    { class: "spark", viewBox: "0 0 80 20", "aria-hidden": "true" },
    svg("polyline", { points: points.join(" ") }),
  );
}

function latencyTable(stages: readonly Histogram[]): HTMLElement {
  const seen = stages.filter((stage) => stage.count > 0).sort((a, b) => a.median - b.median);
  const title = h("h3", {}, t("metric_latency"));
  if (seen.length === 0)
    return h("div", {}, title, h("p", { class: "quiet" }, t("metric_latency_none")));
  const longest = Math.max(...seen.map((stage) => stage.p90), 0.001);
  return h(
    "div",
    {},
    title,
    h("p", { class: "quiet" }, t("metric_latency_help")),
    h(
      "table",
      {},
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          ...(["metric_stage", "metric_median", "metric_p90", "metric_count"] as const).map((key) =>
            h("th", { scope: "col" }, t(key)),
          ),
        ),
      ),
      h("tbody", {}, ...seen.map((stage) => stageRow(stage, longest))),
    ),
  );
}

function stageRow(stage: Histogram, longest: number): HTMLElement {
  const span = svg(
    "svg",
    { class: "span", viewBox: "0 0 100 6", preserveAspectRatio: "none", "aria-hidden": "true" },
    svg("rect", { class: "p90", width: (100 * stage.p90) / longest, height: 6 }),
    svg("rect", { class: "median", width: (100 * stage.median) / longest, height: 6 }),
  );
  return h(
    "tr",
    {},
    h("th", { scope: "row" }, tAny(`stage_${stage.stage}`), span),
    h("td", {}, stage.median.toFixed(2)),
    h("td", {}, stage.p90.toFixed(2)),
    h("td", {}, String(stage.count)),
  );
}
