// Where the server is: the page's own host, and nothing else.

export const MODEL = "vivavoce";

export interface PageLocation {
  readonly protocol: string;
  readonly host: string;
}

/** A session that waits for its client (docs/realtime.md, Resuming). */
export interface Resumption {
  readonly token: string;
  readonly after: string; // the last event that was handled
}

export function socketUrl(page: PageLocation, resumption: Resumption | null = null): string {
  const scheme = page.protocol === "https:" ? "wss:" : "ws:";
  const query =
    resumption === null
      ? new URLSearchParams({ model: MODEL, dialect: "ga" })
      : new URLSearchParams({ resume: resumption.token, after: resumption.after });
  return `${scheme}//${page.host}/v1/realtime?${query}`;
}

/** A browser cannot set headers on a WebSocket; the key goes in a subprotocol, as OpenAI has it. */
export function subprotocols(key: string): string[] {
  return key === "" ? ["realtime"] : ["realtime", `openai-insecure-api-key.${key}`];
}

export function keyHeaders(key: string): Record<string, string> {
  return key === "" ? {} : { Authorization: `Bearer ${key}` };
}
