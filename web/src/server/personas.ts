// /v1/personas, with the shapes of docs/openapi.json.
import type { Api, Listed } from "./api.ts";

export interface Bilingual {
  readonly en: string;
  readonly zh: string;
}

export interface PersonaSummary {
  readonly id: string;
  readonly name: Bilingual;
  readonly summary: Bilingual;
  readonly role: Bilingual;
  readonly archetype: string;
  readonly voice: Bilingual;
  readonly speed: number;
  readonly greeting: Bilingual;
  readonly aliases: readonly string[];
  readonly tags: readonly string[];
  readonly built_in: boolean;
  readonly is_default: boolean;
}

/** The file as JSON: keys of the persona format, any depth. */
export type PersonaRecord = { [key: string]: unknown };

export interface PersonaDetail extends PersonaSummary {
  readonly toml: string;
  readonly record: PersonaRecord;
}

export interface Finding {
  readonly severity: "error" | "warning";
  readonly line: number; // from 1; 0: the whole
  readonly field: string;
  readonly message: string;
  readonly message_zh?: string;
}

export interface RenderedPrompt {
  readonly system: string;
  readonly examples: readonly { readonly user: string; readonly reply: string }[];
  readonly tokens: number;
}

export interface PersonaCheck {
  readonly ok: boolean;
  readonly id: string;
  readonly toml: string;
  readonly record: PersonaRecord | null;
  readonly findings: readonly Finding[];
  readonly tokens: { readonly en: number; readonly zh: number };
  readonly budget_tokens: number;
  readonly prompt: { readonly en: RenderedPrompt; readonly zh: RenderedPrompt } | null;
}

export interface PersonaImport extends PersonaCheck {
  readonly card: {
    readonly name: string;
    readonly spec: string;
    readonly container: string;
    readonly lorebook_entries: number;
    readonly unusable_keys: readonly string[];
  };
}

export type Draft = { readonly toml: string } | { readonly record: PersonaRecord };
export const EXPORT_FORMATS = ["toml", "png", "json", "charx"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export class PersonaApi {
  constructor(private readonly api: Api) {}

  async list(): Promise<readonly PersonaSummary[]> {
    return (await this.api.json<Listed<PersonaSummary>>("/v1/personas")).data;
  }
  get(id: string): Promise<PersonaDetail> {
    return this.api.json(`/v1/personas/${id}`);
  }
  check(draft: Draft, signal?: AbortSignal): Promise<PersonaCheck> {
    return this.api.send("POST", "/v1/personas/check", draft, signal);
  }
  save(id: string, draft: Draft): Promise<PersonaDetail> {
    return this.api.send("PUT", `/v1/personas/${id}`, draft);
  }
  async remove(id: string): Promise<void> {
    await this.api.json(`/v1/personas/${id}`, { method: "DELETE" });
  }
  import(card: Blob): Promise<PersonaImport> {
    return this.api.json("/v1/personas/import", {
      method: "POST",
      body: card,
      headers: { "Content-Type": "application/octet-stream" },
    });
  }
  async export(id: string, format: ExportFormat, language: string): Promise<Blob> {
    return (
      await this.api.ask(`/v1/personas/${id}/export?format=${format}&language=${language}`)
    ).blob();
  }
}
