// What RealtimeClient needs, made of a browser's own.
import { keyHeaders, socketUrl, subprotocols } from "./address.ts";
import type { ClientParts, Socket } from "./client.ts";

export function browserParts(key: () => string): ClientParts {
  return {
    open: (resumption) =>
      new WebSocket(socketUrl(location, resumption), subprotocols(key())) as unknown as Socket,
    isKeyRefused: async () => {
      const reply = await fetch("/v1/models", {
        headers: keyHeaders(key()),
        signal: AbortSignal.timeout(2000),
      });
      return reply.status === 401;
    },
    later: (run, ms) => {
      const id = setTimeout(run, ms);
      return () => clearTimeout(id);
    },
  };
}
