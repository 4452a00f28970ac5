// Puts the parts together.
import { App } from "./app.ts";
import { ClipPlayer } from "./audio/clip_player.ts";
import { Greeter, greetingOf } from "./characters/greeter.ts";
import { CharacterStore } from "./characters/store.ts";
import { ConversationKeeper } from "./conversations/keeper.ts";
import { ConversationStore } from "./conversations/store.ts";
import { EventLog } from "./inspector/event_log.ts";
import { ServerWatch } from "./inspector/server_watch.ts";
import { LabStore } from "./lab/store.ts";
import { browserParts } from "./realtime/browser_parts.ts";
import { RealtimeClient } from "./realtime/client.ts";
import { ReportStore } from "./reports/store.ts";
import { Api } from "./server/api.ts";
import { PersonaApi } from "./server/personas.ts";
import { SpeechApi } from "./server/speech.ts";
import { SettingsStore } from "./settings.ts";
import { TalkController } from "./talk/controller.ts";
import { inTongue } from "./views/persona_card.ts";
import "./styles/base.css";
import "./styles/talk.css";
import "./styles/tags.css";
import "./styles/inspector.css";
import "./styles/settings.css";
import "./styles/pages.css";
import "./styles/characters.css";
import "./styles/editor.css";
import "./styles/lab.css";
import "./styles/plan.css";
import "./styles/conversations.css";
import "./styles/reports.css";

const settings = new SettingsStore();
const key = () => settings.values.key;
const client = new RealtimeClient(browserParts(key));
const log = new EventLog();
client.on("received", (event) => log.add("in", event, performance.now()));
client.on("sent", (event) => log.add("out", event, performance.now()));
client.on("link", ({ state, reason }) =>
  log.add("note", { type: `console.${state}`, reason }, performance.now()),
);

const api = new Api(key);
const speech = new SpeechApi(api);
const clips = new ClipPlayer();
const characters = new CharacterStore(new PersonaApi(api));
settings.on("changed", ({ names }) => {
  if (names.includes("key")) void characters.load();
});
const tongue = () => {
  const { speech: spoken, language } = settings.values;
  return spoken === "auto" ? language : spoken;
};

const talk = new TalkController(client, settings, {
  words: async ({ persona }) => {
    if (characters.state !== "ready") await characters.load();
    const found = characters.find(persona);
    return found === undefined ? "" : greetingOf(found, tongue());
  },
  speak: ({ persona, voice, speed }, text, piece, signal) =>
    speech.speak({ text, voice: voice || persona, speed }, piece, signal),
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) talk.wake();
});
document.addEventListener("resume", () => talk.wake()); // the browser had frozen the tab
addEventListener("online", () => talk.wake());
addEventListener("pagehide", () => talk.stop());

const conversations = new ConversationStore();
const keeper = new ConversationKeeper(talk, client, settings, conversations, (persona) => {
  const found = characters.find(persona);
  if (found === undefined) return { id: persona, name: persona || "vivavoce" };
  return { id: found.id, name: inTongue(found.name, settings.values.language) };
});

new App(document.getElementById("app")!, {
  talk,
  log,
  watch: new ServerWatch(key),
  settings,
  characters,
  greeter: new Greeter(speech, clips),
  speech,
  clips,
  lab: new LabStore(speech, clips),
  conversations,
  keeper,
  reports: new ReportStore(api),
});
