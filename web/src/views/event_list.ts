// The newest events that pass the filter, one line each.
import { h, setText } from "../base/dom.ts";
import { t } from "../i18n/i18n.ts";
import { type EventLog, type Filter, groupOf, matches, type Row } from "../inspector/event_log.ts";

const MOST_SHOWN = 400; // lines in the document; older ones are in the export
const LONG_GAP_MS = 1000;

export class EventList {
  readonly element = h("div", { class: "events", role: "group", "aria-label": t("events") });
  private readonly list = h("ol", {});
  private readonly nothing = h("p", { class: "quiet nothing" });
  private readonly lines = new Map<number, HTMLElement>();
  private stop: HTMLElement | null = null;
  selected: Row | null = null;

  constructor(
    private readonly log: EventLog,
    private readonly select: (row: Row) => void,
  ) {
    this.element.append(this.nothing, this.list);
    this.element.onkeydown = (event) => this.onKey(event);
    this.element.addEventListener("focusin", (event) =>
      this.stopAt((event.target as Element).closest("button")),
    );
  }

  shownRows(filter: Filter): Row[] {
    return this.log.rows.filter((row) => matches(row, filter));
  }

  draw(filter: Filter): void {
    const box = this.element;
    const follows = box.scrollHeight - box.scrollTop - box.clientHeight < 60;
    const rows = this.shownRows(filter).slice(-MOST_SHOWN);
    const wanted = new Set(rows.map((row) => row.seq));
    for (const [seq, line] of this.lines) {
      if (wanted.has(seq)) continue;
      line.remove();
      this.lines.delete(seq);
    }
    rows.forEach((row, i) => {
      const line = this.lines.get(row.seq) ?? this.add(row);
      if (this.list.children[i] !== line)
        this.list.insertBefore(line, this.list.children[i] ?? null);
      setText(line.querySelector(".sum")!, summary(row));
      line.firstElementChild!.setAttribute("aria-pressed", String(row === this.selected));
    });
    if (!box.contains(document.activeElement)) {
      const line = this.lines.get(this.selected?.seq ?? -1) ?? this.list.lastElementChild;
      this.stopAt(line?.querySelector("button") ?? null);
    }
    this.nothing.hidden = rows.length > 0;
    setText(this.nothing, t(this.log.rows.length === 0 ? "events_none" : "events_filtered"));
    if (follows) this.toNewest();
  }

  toNewest(): void {
    this.element.scrollTop = this.element.scrollHeight;
  }

  /** Tab comes to one line only, and leaves the list from it. */
  private stopAt(line: HTMLElement | null): void {
    this.stop?.setAttribute("tabindex", "-1");
    this.stop = line;
    line?.setAttribute("tabindex", "0");
  }

  private onKey(event: KeyboardEvent): void {
    const now = (event.target as Element).closest("li");
    const next = {
      ArrowDown: now?.nextElementSibling,
      ArrowUp: now?.previousElementSibling,
      Home: this.list.firstElementChild,
      End: this.list.lastElementChild,
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const line = next?.querySelector("button");
    line?.focus();
    line?.click(); // its JSON is shown
  }

  private add(row: Row): HTMLElement {
    const way = { in: "received", out: "sent", note: "note_row" } as const;
    const arrow = { in: "↓", out: "↑", note: "•" };
    const line = h(
      "li",
      {},
      h(
        "button",
        {
          type: "button",
          tabindex: -1,
          class: `event way-${row.direction} group-${groupOf(row.type)}`,
          onclick: () => {
            this.selected = row;
            this.select(row);
          },
        },
        h("span", { class: "at" }, (row.at / 1000).toFixed(3)),
        h("span", { class: row.gap > LONG_GAP_MS ? "gap long" : "gap" }, gapText(row.gap)),
        h(
          "span",
          { class: "way", title: t(way[row.direction]) },
          h("span", { "aria-hidden": "true" }, arrow[row.direction]),
          h("span", { class: "unseen" }, t(way[row.direction])),
        ),
        h("span", { class: "type" }, h("span", {}, ...breakable(row.type))),
        h("span", { class: "sum" }),
      ),
    );
    this.lines.set(row.seq, line);
    return line;
  }
}

/** "response.output_audio.delta" may be broken behind each "." and "_". */
function breakable(type: string): (string | HTMLElement)[] {
  return type.split(/(?<=[._])/).flatMap((part, i) => (i === 0 ? [part] : [h("wbr"), part]));
}

function gapText(ms: number): string {
  return ms < 1 ? "" : ms < 1000 ? `+${Math.round(ms)} ms` : `+${(ms / 1000).toFixed(1)} s`;
}

/** What makes this event different from the next of its type. */
export function summary(row: Row): string {
  if (row.bytes > 0) {
    const size = row.bytes < 10240 ? `${row.bytes} B` : `${Math.round(row.bytes / 1024)} kB`;
    return `${row.count} × · ${size} · ${Math.round(row.audioMs)} ms`;
  }
  const { event } = row;
  for (const key of ["delta", "transcript", "text", "description"]) {
    if (typeof event[key] === "string") return event[key];
  }
  if (Array.isArray(event["directions"])) {
    return [event["scene"], ...event["directions"]].filter((words) => words !== "").join(" · ");
  }
  const error = event["error"] as { message?: string } | undefined;
  if (error?.message) return error.message;
  const response = event["response"] as { status?: string } | undefined;
  if (response?.status) return response.status;
  const item = event["item"] as { role?: string; type?: string } | undefined;
  if (item) return item.role ?? item.type ?? "";
  return typeof event["reason"] === "string" ? event["reason"] : "";
}
