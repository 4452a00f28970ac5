// Puts the parts together.
import { App } from "./app.ts";
import { EventLog } from "./inspector/event_log.ts";
import { ServerWatch } from "./inspector/server_watch.ts";
import { browserParts } from "./realtime/browser_parts.ts";
import { RealtimeClient } from "./realtime/client.ts";
import { SettingsStore } from "./settings.ts";
import { TalkController } from "./talk/controller.ts";
import "./styles/base.css";
import "./styles/talk.css";
import "./styles/inspector.css";
import "./styles/settings.css";

const settings = new SettingsStore();
const key = () => settings.values.key;
const client = new RealtimeClient(browserParts(key));
const log = new EventLog();
client.on("received", (event) => log.add("in", event, performance.now()));
client.on("sent", (event) => log.add("out", event, performance.now()));
client.on("link", ({ state, reason }) =>
  log.add("note", { type: `console.${state}`, reason }, performance.now()),
);

const talk = new TalkController(client, settings);
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) talk.wake();
});
addEventListener("online", () => talk.wake());
addEventListener("pagehide", () => talk.stop());

new App(document.getElementById("app")!, { talk, log, watch: new ServerWatch(key), settings });
