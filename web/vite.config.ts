import { defineConfig } from "vite";

// `VV_SERVER=http://127.0.0.1:8765 npm run dev` talks to a running server.
const server = process.env.VV_SERVER ?? "http://127.0.0.1:8765";
const proxy = Object.fromEntries(
  ["/v1", "/healthz", "/metrics"].map((path) => [path, { target: server, ws: path === "/v1" }]),
);

export default defineConfig({
  base: "./",
  server: { proxy },
  worker: { format: "es" },
  build: {
    target: "es2022",
    assetsInlineLimit: 0, // the content policy allows no data: scripts
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});
