// Where the server is: the page's own host, and nothing else.

export const MODEL = "vivavoce";

export interface PageLocation {
  readonly protocol: string;
  readonly host: string;
}

export function socketUrl(page: PageLocation): string {
  const scheme = page.protocol === "https:" ? "wss:" : "ws:";
  return `${scheme}//${page.host}/v1/realtime?model=${MODEL}&dialect=ga`;
}

/** A browser cannot set headers on a WebSocket; the key goes in a subprotocol, as OpenAI has it. */
export function subprotocols(key: string): string[] {
  return key === "" ? ["realtime"] : ["realtime", `openai-insecure-api-key.${key}`];
}

export function keyHeaders(key: string): Record<string, string> {
  return key === "" ? {} : { Authorization: `Bearer ${key}` };
}
