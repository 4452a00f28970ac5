// The report that is shown, and those that lie on the server.
import { Emitter } from "../base/emitter.ts";
import { wordsOf } from "../characters/store.ts";
import type { Api, Listed } from "../server/api.ts";
import { readReport, type Report } from "./report.ts";

export interface ListedReport {
  readonly name: string;
  readonly bytes: number;
  readonly changed_at: number; // seconds since 1970
}

export class ReportStore extends Emitter<{ changed: null }> {
  list: readonly ListedReport[] | null = null; // null: not asked yet
  shown: { readonly name: string; readonly report: Report; readonly raw: unknown } | null = null;
  trouble = ""; // a key of the words, or the server's words

  constructor(private readonly api: Api) {
    super();
  }

  async load(): Promise<void> {
    try {
      this.list = (await this.api.json<Listed<ListedReport>>("/v1/reports")).data;
    } catch (error) {
      this.trouble = wordsOf(error);
    }
    this.emit("changed", null);
  }

  async open(name: string): Promise<void> {
    try {
      const reply = await this.api.ask(`/v1/reports/${encodeURIComponent(name)}`);
      this.show(name, await reply.text());
    } catch (error) {
      this.trouble = wordsOf(error);
      this.emit("changed", null);
    }
  }

  show(name: string, text: string): void {
    const report = readReport(text);
    this.trouble = report === null ? "reports_not" : "";
    if (report !== null) this.shown = { name, report, raw: JSON.parse(text) as unknown };
    this.emit("changed", null);
  }
}
