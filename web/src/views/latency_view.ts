// How long the last answer took: one bar, cut where each sign of the answer was seen, and the server's
// own times below it. Both say where they were measured and from when.
import { h, svg } from "../base/dom.ts";
import { t, tAny } from "../i18n/i18n.ts";
import { type LatencyBook, segments, type TurnTiming, wholeMs } from "../talk/latency.ts";

const MOST_COLUMNS = 16;
const COLUMN_HEIGHT = 40;

export class LatencyView {
  private readonly body = h("div", { class: "latency-body" });
  readonly element = h(
    "section",
    { class: "latency", "aria-labelledby": "latency-title" },
    h("h2", { id: "latency-title" }, t("latency")),
    this.body,
  );
  private drawn = "";

  constructor(private readonly book: LatencyBook) {}

  draw(underruns: number): void {
    const last = this.book.last();
    const turns = this.book.recent(MOST_COLUMNS);
    const signature = JSON.stringify([turns, underruns]);
    if (signature === this.drawn) return;
    this.drawn = signature;
    if (last === null)
      return this.body.replaceChildren(h("p", { class: "quiet" }, t("latency_none")));
    this.body.replaceChildren(
      bar(last),
      legend(last),
      h("p", { class: "quiet" }, tAny(`latency_from_${last.from}`)),
      ...(turns.length < 2 ? [] : [columns(turns)]),
      ...(last.server === null ? [] : [serverTimes(last.server)]),
      ...(underruns === 0 ? [] : [h("p", { class: "quiet" }, `${t("underruns")}: ${underruns}`)]),
    );
  }
}

function bar(timing: TurnTiming): SVGElement {
  let x = 0;
  const parts = segments(timing).map(({ mark, share }) => {
    const part = svg("rect", {
      class: `part-${mark}`,
      x: 100 * x,
      y: 0,
      width: Math.max(0, 100 * share - 0.4),
      height: 8,
    });
    x += share;
    return part;
  });
  return svg(
    "svg",
    { class: "bar", viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true" },
    ...parts,
  );
}

/** A column a turn, on one scale, so that a slow one is seen. */
function columns(turns: readonly TurnTiming[]): SVGElement {
  const most = Math.max(1, ...turns.map(wholeMs));
  const drawn = turns.map((turn, i) => {
    const whole = (COLUMN_HEIGHT * wholeMs(turn)) / most;
    let y = COLUMN_HEIGHT;
    const parts = segments(turn).map(({ mark, share }) => {
      y -= whole * share;
      return svg("rect", {
        class: `part-${mark}`,
        x: i * 10,
        y,
        width: 7,
        height: Math.max(0, whole * share),
      });
    });
    return svg("g", {}, svg("title", {}, seconds(wholeMs(turn))), ...parts);
  });
  return svg(
    "svg",
    {
      class: "turn-columns",
      viewBox: `0 0 ${MOST_COLUMNS * 10} ${COLUMN_HEIGHT}`,
      role: "img",
      "aria-label": `${t("latency_turns")}: ${turns.map((turn) => seconds(wholeMs(turn))).join(", ")}`,
    },
    ...drawn,
  );
}

function legend(timing: TurnTiming): HTMLElement {
  const items = segments(timing).map(({ mark, at }) =>
    h(
      "div",
      { class: "legend-item", "data-mark": mark },
      h(
        "dt",
        {},
        h("span", { class: `dot part-${mark}`, "aria-hidden": "true" }),
        tAny(`mark_${mark}`),
      ),
      h("dd", {}, seconds(at)),
    ),
  );
  return h("dl", { class: "legend" }, ...items);
}

function serverTimes(stages: NonNullable<TurnTiming["server"]>): HTMLElement {
  const items = Object.entries(stages)
    .sort(([, a], [, b]) => a - b)
    .map(([stage, ms]) =>
      h(
        "div",
        { class: "legend-item" },
        h("dt", {}, tAny(`stage_${stage}`)),
        h("dd", {}, seconds(ms)),
      ),
    );
  const details = h(
    "details",
    { class: "server-times" },
    h("summary", {}, t("latency_server")),
    h("dl", { class: "legend" }, ...items),
  );
  // On a low screen it opens below the edge.
  details.ontoggle = () => details.open && details.scrollIntoView({ block: "nearest" });
  return details;
}

/** Short: "520 ms", "1.25 s". */
export function seconds(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(2)} s`;
}
