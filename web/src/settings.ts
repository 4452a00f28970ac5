// What the user chose. Kept in this browser only; the key only until the tab is closed.
import { Emitter } from "./base/emitter.ts";

export interface Settings {
  language: "zh" | "en";
  theme: "auto" | "light" | "dark";
  deviceId: string;
  echoCancellation: boolean;
  noiseSuppression: boolean;
  autoGainControl: boolean;
  talkMode: "open" | "push";
  turns: "server_vad" | "semantic_vad";
  eagerness: "auto" | "low" | "medium" | "high";
  interruption: "adaptive" | "immediate";
  speech: "auto" | "zh" | "en"; // of the user
  persona: string; // "" is the server's default
  voice: string; // "" is the persona's
  speed: number;
  greets: boolean; // the character speaks first
  backchannels: boolean; // and says "mm-hm" while it is spoken to
  tones: boolean; // how things are said is heard, told and shown
  moods: boolean; // consent to judge moods by it
  identity: boolean; // and to tell the voices of a conversation apart
  keeps: boolean; // conversations, in this browser
  key: string;
}

export const CHOICES = {
  language: ["zh", "en"],
  theme: ["auto", "light", "dark"],
  talkMode: ["open", "push"],
  turns: ["server_vad", "semantic_vad"],
  eagerness: ["auto", "low", "medium", "high"],
  interruption: ["adaptive", "immediate"],
  speech: ["auto", "zh", "en"],
} as const;

export const SPEEDS = [0.8, 0.9, 1, 1.1, 1.2];

export function defaults(browserLanguages: readonly string[]): Settings {
  return {
    language: browserLanguages[0]?.toLowerCase().startsWith("zh") ? "zh" : "en",
    theme: "auto",
    deviceId: "",
    echoCancellation: true,
    noiseSuppression: true,
    autoGainControl: true,
    talkMode: "open",
    turns: "server_vad",
    eagerness: "auto",
    interruption: "adaptive",
    speech: "auto",
    persona: "",
    voice: "",
    speed: 1,
    greets: true,
    backchannels: true,
    tones: true,
    moods: true,
    identity: false,
    keeps: false,
    key: "",
  };
}

/** Takes over only what is still valid: the storage may be of another version, or edited. */
export function restore(base: Settings, stored: unknown): Settings {
  const result = { ...base };
  if (typeof stored !== "object" || stored === null) return result;
  for (const [name, value] of Object.entries(stored)) {
    if (!(name in base) || typeof value !== typeof base[name as keyof Settings]) continue;
    const choices = (CHOICES as Record<string, readonly string[]>)[name];
    if (choices !== undefined && !choices.includes(value as string)) continue;
    if (name === "speed" && !SPEEDS.includes(value as number)) continue;
    Object.assign(result, { [name]: value });
  }
  return result;
}

interface Events {
  changed: { readonly names: readonly (keyof Settings)[] };
}

const STORED = "vivavoce.settings";
const STORED_KEY = "vivavoce.key";

export class SettingsStore extends Emitter<Events> {
  values: Settings;

  constructor() {
    super();
    this.values = restore(
      defaults(navigator.languages),
      read(() => localStorage.getItem(STORED)),
    );
    const key = read(() => sessionStorage.getItem(STORED_KEY));
    this.values.key = typeof key === "string" ? key : "";
  }

  set(change: Partial<Settings>): void {
    const names = (Object.keys(change) as (keyof Settings)[]).filter(
      (name) => change[name] !== this.values[name],
    );
    if (names.length === 0) return;
    this.values = { ...this.values, ...change };
    const { key, ...kept } = this.values;
    try {
      localStorage.setItem(STORED, JSON.stringify(kept));
      sessionStorage.setItem(STORED_KEY, JSON.stringify(key));
    } catch {
      // Storage is full or forbidden: the choice holds until the page is closed.
    }
    this.emit("changed", { names });
  }
}

function read(get: () => string | null): unknown {
  try {
    return JSON.parse(get() ?? "null");
  } catch {
    return null;
  }
}
