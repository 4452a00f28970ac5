// The characters of the server, and the drafts of this page: kept while it is open, whatever page is
// shown.
import { Emitter } from "../base/emitter.ts";
import { ApiError } from "../server/api.ts";
import type { PersonaApi, PersonaSummary } from "../server/personas.ts";
import { PersonaDraft } from "./draft.ts";
import { blankRecord, freeId } from "./record.ts";

interface Events {
  changed: null;
}

export class CharacterStore extends Emitter<Events> {
  list: readonly PersonaSummary[] = [];
  state: "new" | "loading" | "ready" | "failed" = "new";
  trouble = ""; // the server's words, or "server_down"
  readonly drafts = new Map<string, PersonaDraft>();

  constructor(readonly api: PersonaApi) {
    super();
  }

  async load(): Promise<void> {
    if (this.state !== "ready") this.state = "loading";
    try {
      this.list = await this.api.list();
      this.state = "ready";
      this.trouble = "";
    } catch (error) {
      this.state = "failed";
      this.trouble = wordsOf(error);
    }
    this.emit("changed", null);
  }

  find(id: string): PersonaSummary | undefined {
    if (id === "") return this.list.find((persona) => persona.is_default);
    return this.list.find((persona) => persona.id === id || persona.aliases.includes(id));
  }

  /** The draft of an address; null when there is no such character. Throws ApiError. */
  async open(id: string): Promise<PersonaDraft | null> {
    const known = this.drafts.get(id);
    if (known !== undefined) return known;
    try {
      const { toml, record, built_in } = await this.api.get(id);
      return this.keep(
        new PersonaDraft(this.api, { id, toml, record, isBuiltIn: built_in, isNew: false }),
      );
    } catch (error) {
      if (error instanceof ApiError && (error.status === 404 || error.status === 400)) return null;
      throw error;
    }
  }

  create(): PersonaDraft {
    const id = freeId("my_character", this.taken);
    return this.keep(
      new PersonaDraft(this.api, {
        id,
        toml: "",
        record: blankRecord(id),
        isBuiltIn: false,
        isNew: true,
      }),
    );
  }

  async duplicate(id: string): Promise<PersonaDraft> {
    const record = this.drafts.get(id)?.record ?? (await this.api.get(id)).record;
    const copy = freeId(id, this.taken);
    const { aliases: _, ...kept } = record; // names of the first one
    return this.keep(
      new PersonaDraft(this.api, {
        id: copy,
        toml: "",
        record: { ...kept, id: copy },
        isBuiltIn: false,
        isNew: true,
      }),
    );
  }

  async import(card: Blob): Promise<PersonaDraft> {
    const read = await this.api.import(card);
    const id = this.taken.has(read.id) ? freeId(read.id, this.taken) : read.id;
    return this.keep(
      new PersonaDraft(this.api, {
        id,
        toml: "",
        record: { ...read.record, id },
        isBuiltIn: false,
        isNew: true,
      }),
    );
  }

  async save(draft: PersonaDraft): Promise<boolean> {
    const saved = await draft.save();
    if (!saved) return false;
    this.drafts.delete(draft.key);
    await this.load();
    return true;
  }

  /** Throws ApiError. */
  async remove(draft: PersonaDraft): Promise<void> {
    if (!draft.isNew) await this.api.remove(draft.key);
    this.drafts.delete(draft.key);
    await this.load();
  }

  private get taken(): Set<string> {
    return new Set([
      ...this.list.flatMap((persona) => [persona.id, ...persona.aliases]),
      ...this.drafts.keys(),
    ]);
  }

  private keep(draft: PersonaDraft): PersonaDraft {
    this.drafts.set(draft.key, draft);
    draft.on("changed", () => this.emit("changed", null));
    return draft;
  }
}

export function wordsOf(error: unknown): string {
  return error instanceof ApiError && error.message !== "" ? error.message : "server_down";
}
