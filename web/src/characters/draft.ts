// A persona that is being written. Form and file are two views of one draft: what changes goes to the
// server, which answers with the other view, the mistakes and the prompt.
import { Emitter } from "../base/emitter.ts";
import { ApiError } from "../server/api.ts";
import type { Draft, PersonaApi, PersonaCheck, PersonaRecord } from "../server/personas.ts";

interface Events {
  changed: "form" | "file" | "check"; // what is new
}

const CHECK_AFTER_MS = 350; // somebody is still typing

export interface Beginning {
  readonly id: string;
  readonly toml: string;
  readonly record: PersonaRecord;
  readonly isBuiltIn: boolean;
  readonly isNew: boolean; // not yet on the server
}

export class PersonaDraft extends Emitter<Events> {
  readonly key: string; // of its address; the id may still change
  readonly isBuiltIn: boolean;
  isNew: boolean;
  isDirty: boolean;
  toml: string;
  record: PersonaRecord;
  check: PersonaCheck | null = null;
  trouble = ""; // the server's words, or "server_down"
  private last: "form" | "file";
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asking: AbortController | null = null;

  constructor(
    private readonly api: PersonaApi,
    beginning: Beginning,
  ) {
    super();
    this.key = beginning.id;
    this.toml = beginning.toml;
    this.record = beginning.record;
    this.isBuiltIn = beginning.isBuiltIn;
    this.isNew = this.isDirty = beginning.isNew;
    this.last = beginning.toml === "" ? "form" : "file";
  }

  get id(): string {
    const { id } = this.record;
    return typeof id === "string" ? id : "";
  }

  setRecord(record: PersonaRecord): void {
    this.record = record;
    this.touch("form");
  }

  setToml(toml: string): void {
    this.toml = toml;
    this.touch("file");
  }

  /** What would be saved. */
  get content(): Draft {
    return this.last === "form" ? { record: this.record } : { toml: this.toml };
  }

  async checkNow(): Promise<void> {
    clearTimeout(this.timer);
    this.asking?.abort();
    const asking = new AbortController();
    this.asking = asking;
    const from = this.last;
    try {
      const check = await this.api.check(this.content, asking.signal);
      if (asking !== this.asking) return;
      this.check = check;
      this.trouble = "";
      if (from === "form" && check.toml !== "") this.toml = check.toml;
      if (from === "file" && check.record !== null) this.record = check.record;
    } catch (error) {
      if (asking !== this.asking) return;
      this.trouble =
        error instanceof ApiError && error.message !== "" ? error.message : "server_down";
    }
    this.emit("changed", "check");
  }

  /** True when it is on the server now. */
  async save(): Promise<boolean> {
    await this.checkNow();
    if (this.check === null || !this.check.ok) return false;
    try {
      await this.api.save(this.check.id, this.content);
      this.isDirty = this.isNew = false;
      this.trouble = "";
    } catch (error) {
      this.trouble =
        error instanceof ApiError && error.message !== "" ? error.message : "server_down";
    }
    this.emit("changed", "check");
    return !this.isDirty;
  }

  private touch(view: "form" | "file"): void {
    this.last = view;
    this.isDirty = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.checkNow(), CHECK_AFTER_MS);
    this.emit("changed", view);
  }
}
