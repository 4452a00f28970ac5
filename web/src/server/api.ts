// The server's HTTP side. Errors carry the server's own words.
import { keyHeaders } from "../realtime/address.ts";

export class ApiError extends Error {
  constructor(
    readonly status: number, // 0: nobody answers
    message: string,
  ) {
    super(message);
  }
}

export interface Listed<T> {
  readonly data: readonly T[];
}

export class Api {
  constructor(private readonly key: () => string) {}

  async json<T>(path: string, init: RequestInit = {}): Promise<T> {
    return (await (await this.ask(path, init)).json()) as T;
  }

  send<T>(method: "POST" | "PUT", path: string, body: unknown, signal?: AbortSignal): Promise<T> {
    return this.json<T>(path, {
      method,
      body: JSON.stringify(body),
      headers: { "Content-Type": "application/json" },
      ...(signal === undefined ? {} : { signal }),
    });
  }

  async ask(path: string, init: RequestInit = {}): Promise<Response> {
    let reply: Response;
    try {
      reply = await fetch(path, {
        ...init,
        headers: { ...keyHeaders(this.key()), ...(init.headers as Record<string, string>) },
      });
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") throw error;
      throw new ApiError(0, "");
    }
    if (reply.ok) return reply;
    throw new ApiError(reply.status, await messageOf(reply));
  }
}

async function messageOf(reply: Response): Promise<string> {
  try {
    const body = (await reply.json()) as { error?: { message?: string } };
    return body.error?.message ?? reply.statusText;
  } catch {
    return reply.statusText; // not JSON: something between us and the server
  }
}
