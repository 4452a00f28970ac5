// The built page in front of a server that was built without it: files from web/dist, all else passed on.
import { readFile } from "node:fs/promises";
import { createServer, request, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { extname, join, normalize } from "node:path";
import { DIST } from "./browser.ts";

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

export class Relay {
  private http: Server | null = null;

  constructor(private readonly target: string) {}

  async start(): Promise<string> {
    const { hostname, port } = new URL(this.target);
    const http = createServer((asked, reply) => {
      const path = new URL(asked.url ?? "/", "http://x").pathname;
      const file = join(DIST, normalize(path === "/" ? "/index.html" : path));
      readFile(file).then(
        (body) => reply.setHeader("Content-Type", TYPES[extname(file)] ?? "text/plain").end(body),
        () => {
          const passed = request(
            this.target + (asked.url ?? "/"),
            { headers: asked.headers, method: asked.method },
            (answer) => {
              reply.writeHead(answer.statusCode ?? 502, answer.headers);
              answer.pipe(reply);
            },
          );
          passed.on("error", () => reply.writeHead(502).end());
          asked.pipe(passed);
        },
      );
    });
    http.on("upgrade", (asked, socket, head) => {
      const behind = connect(Number(port), hostname, () => {
        const headers = asked.rawHeaders.reduce(
          (text, word, i) => text + word + (i % 2 === 0 ? ": " : "\r\n"),
          "",
        );
        behind.write(`GET ${asked.url} HTTP/1.1\r\n${headers}\r\n`);
        behind.write(head);
        behind.pipe(socket).pipe(behind);
      });
      const end = () => {
        behind.destroy();
        socket.destroy();
      };
      behind.on("error", end);
      socket.on("error", end);
    });
    await new Promise<void>((ready) => http.listen(0, "127.0.0.1", ready));
    this.http = http;
    return `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  }

  stop(): Promise<unknown> {
    this.http?.closeAllConnections();
    return new Promise((done) => this.http?.close(done) ?? done(null));
  }
}
