// The current session as a program: its settings and what was typed, for three kinds of client.
import type { WireEvent } from "../realtime/events.ts";
import type { Row } from "./event_log.ts";

export const CODE_KINDS = ["javascript", "python", "shell"] as const;
export type CodeKind = (typeof CODE_KINDS)[number];

export interface SessionScript {
  readonly url: string; // ws:// or wss://
  readonly events: readonly WireEvent[]; // that the client sends, in order
  readonly needsKey: boolean;
}

/** The last settings, then each typed item and request for a reply, from the log. */
export function scriptOf(rows: readonly Row[], url: string, needsKey: boolean): SessionScript {
  const sent = rows.filter((row) => row.direction === "out").map((row) => row.event);
  const update = sent.findLast((event) => event.type === "session.update");
  const typed = sent.filter((event) => event.type === "conversation.item.create").map(withoutId);
  const events = [...(update ? [update] : []), ...typed];
  if (typed.length > 0) events.push({ type: "response.create" });
  return { url, events, needsKey };
}

function withoutId(event: WireEvent): WireEvent {
  const { id: _, ...item } = event["item"] as Record<string, unknown>;
  return { ...event, item };
}

export function toCode(script: SessionScript, kind: CodeKind): string {
  return { javascript, python, shell }[kind](script);
}

// Key and address are the reader's to fill in; a key is never written into code.
function javascript({ url, events, needsKey }: SessionScript): string {
  const protocols = needsKey ? '["realtime", `openai-insecure-api-key.${KEY}`]' : '["realtime"]';
  return `// In a browser, or in Node.js 22 and later.
${needsKey ? 'const KEY = "your key";\n' : ""}const events = ${JSON.stringify(events, null, 2)};
const ws = new WebSocket(${JSON.stringify(url)}, ${protocols});
ws.onopen = () => events.forEach((event) => ws.send(JSON.stringify(event)));
ws.onmessage = ({ data }) => {
  const event = JSON.parse(data);
  if (event.type === "response.output_audio_transcript.delta") console.log(event.delta);
  if (event.type === "response.done" || event.type === "error") {
    console.log(event);
    ws.close();
  }
};
`;
}

function python({ url, events, needsKey }: SessionScript): string {
  const headers = needsKey ? ', additional_headers={"Authorization": f"Bearer {KEY}"}' : "";
  return `# pip install websockets
import asyncio
import json

from websockets.asyncio.client import connect

${needsKey ? 'KEY = "your key"\n' : ""}EVENTS = json.loads(r'''
${JSON.stringify(events, null, 2).replaceAll("'", "\\u0027")}
''')


async def main():
    async with connect(${JSON.stringify(url)}${headers}, max_size=None) as ws:
        for event in EVENTS:
            await ws.send(json.dumps(event))
        async for message in ws:
            event = json.loads(message)
            if event["type"] == "response.output_audio_transcript.delta":
                print(event["delta"], end="", flush=True)
            if event["type"] in ("response.done", "error"):
                print("\\n" + json.dumps(event, ensure_ascii=False))
                break


asyncio.run(main())
`;
}

function shell({ url, events, needsKey }: SessionScript): string {
  const http = url.replace(/^ws/, "http").replace(/\/v1\/.*$/, "");
  const key = needsKey ? ' -H "Authorization: Bearer $KEY"' : "";
  const lines = events.map((event) => JSON.stringify(event)).join("\n");
  return `# npm install --global wscat; keeps the connection for 20 s
curl ${http}/healthz
{ cat <<'EVENTS'
${lines}
EVENTS
sleep 20; } | wscat --connect '${url}'${key}
`;
}
