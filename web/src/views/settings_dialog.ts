// All choices in one dialog; each takes effect at once.
import { icon } from "../base/icons.ts";
import { h } from "../base/dom.ts";
import { listMicrophones } from "../audio/capture.ts";
import { type Key, t, tAny } from "../i18n/i18n.ts";
import { CHOICES, type Settings, type SettingsStore, SPEEDS } from "../settings.ts";
import { VOICES } from "../talk/session_update.ts";

type Choice = readonly [value: string, label: string];
type TextName = "persona" | "key";
type FlagName =
  | "greets"
  | "backchannels"
  | "tones"
  | "moods"
  | "identity"
  | "echoCancellation" | "noiseSuppression" | "autoGainControl";

export class SettingsDialog {
  private readonly device = h("select", { id: "set-deviceId" });
  private readonly switches: [FlagName, HTMLInputElement][] = [];
  private forget: () => void = () => {};
  readonly element: HTMLDialogElement;

  constructor(private readonly settings: SettingsStore) {
    this.element = h(
      "dialog",
      { class: "settings", "aria-labelledby": "settings-title" },
      h(
        "header",
        {},
        h("h2", { id: "settings-title" }, t("settings")),
        h(
          "button",
          { class: "plain", type: "button", "aria-label": t("close"), onclick: () => this.close() },
          icon("close"),
        ),
      ),
      h(
        "div",
        { class: "settings-body", tabindex: 0, role: "group", "aria-labelledby": "settings-title" },
        this.character(),
        this.turns(),
        this.hearing(),
        this.sound(),
        this.server(),
      ),
    );
    this.element.addEventListener("click", (event) => {
      if (event.target === this.element) this.close(); // beside the dialog
    });
    this.element.addEventListener("close", () => this.forget());
  }

  async open(): Promise<void> {
    // A server may refuse what was just switched on.
    const follow = () => {
      for (const [name, input] of this.switches) input.checked = this.settings.values[name];
    };
    follow();
    this.forget = this.settings.on("changed", follow);
    this.element.showModal();
    await this.fillDevices();
  }

  close(): void {
    this.element.close();
  }

  private character(): HTMLElement {
    const voice = h("select", { id: "set-voice" }, h("option", { value: "" }, t("set_voice_own")));
    for (const language of ["zh", "en"] as const) {
      voice.append(
        h(
          "optgroup",
          { label: t(`voices_${language}`) },
          ...VOICES[language].map((name) => h("option", { value: name }, name)),
        ),
      );
    }
    voice.value = this.settings.values.voice;
    voice.onchange = () => this.settings.set({ voice: voice.value });
    const speed = this.select(
      "set-speed",
      SPEEDS.map((value) => [String(value), `${value} ×`]),
      String(this.settings.values.speed),
      (value) => this.settings.set({ speed: Number(value) }),
    );
    return group(
      "set_character",
      this.text("persona", "set_persona", "set_persona_help", "text"),
      field("set-voice", "set_voice", voice, "set_voice_help"),
      field("set-speed", "set_speed", speed),
      this.flag("greets", "set_greets"),
      this.flag("backchannels", "set_backchannels", "set_backchannels_help"),
    );
  }

  private turns(): HTMLElement {
    return group(
      "set_turns",
      this.choice("talkMode", "set_talk_mode", "talk"),
      this.choice("turns", "set_turn_detection", "turns"),
      this.choice("eagerness", "set_eagerness", "eager"),
      this.choice("interruption", "set_interruption", "interrupt"),
      this.choice("speech", "set_speech", "speech"),
    );
  }

  private hearing(): HTMLElement {
    const tones = this.flag("tones", "set_tones", "set_tones_help");
    const moods = this.flag("moods", "set_moods", "set_moods_help");
    const identity = this.flag("identity", "set_identity", "set_identity_help");
    const follow = () => {
      const isHeard = tones.querySelector("input")!.checked;
      for (const row of [moods, identity]) row.querySelector("input")!.disabled = !isHeard;
    };
    tones.addEventListener("change", follow);
    follow();
    return group("set_hearing", tones, moods, identity);
  }

  private sound(): HTMLElement {
    this.device.onchange = () => this.settings.set({ deviceId: this.device.value });
    return group(
      "set_microphone",
      field("set-deviceId", "set_device", this.device),
      this.flag("echoCancellation", "set_echo"),
      this.flag("noiseSuppression", "set_noise"),
      this.flag("autoGainControl", "set_gain"),
    );
  }

  private server(): HTMLElement {
    return group("set_server", this.text("key", "set_key", "set_key_help", "password"));
  }

  private async fillDevices(): Promise<void> {
    const found = await listMicrophones().catch(() => []);
    this.device.replaceChildren(
      h("option", { value: "" }, t("device_default")),
      ...found.map(({ id, label }, i) =>
        h("option", { value: id }, label || `${t("device_unnamed")} ${i + 1}`),
      ),
    );
    const { deviceId } = this.settings.values;
    this.device.value = found.some(({ id }) => id === deviceId) ? deviceId : "";
  }

  private choice(name: keyof typeof CHOICES, label: Key, prefix: string): HTMLElement {
    const choices = CHOICES[name].map((value): Choice => [value, tAny(`${prefix}_${value}`)]);
    const current = this.settings.values[name];
    const select = this.select(`set-${name}`, choices, current, (value) =>
      this.settings.set({ [name]: value } as Partial<Settings>),
    );
    return field(`set-${name}`, label, select);
  }

  private select(
    id: string,
    choices: readonly Choice[],
    current: string,
    change: (value: string) => void,
  ): HTMLSelectElement {
    const options = choices.map(([value, label]) => h("option", { value }, label));
    const select = h("select", { id }, ...options);
    select.value = current;
    select.onchange = () => change(select.value);
    return select;
  }

  private text(name: TextName, label: Key, help: Key, type: string): HTMLElement {
    const input = h("input", { id: `set-${name}`, type, autocomplete: "off", spellcheck: "false" });
    input.value = this.settings.values[name];
    input.onchange = () => this.settings.set({ [name]: input.value.trim() });
    return field(`set-${name}`, label, input, help);
  }

  private flag(name: FlagName, label: Key, help?: Key): HTMLElement {
    const input = h("input", { id: `set-${name}`, type: "checkbox", role: "switch" });
    input.checked = this.settings.values[name];
    input.onchange = () => this.settings.set({ [name]: input.checked });
    this.switches.push([name, input]);
    return field(`set-${name}`, label, input, help);
  }
}

function group(title: Key, ...fields: HTMLElement[]): HTMLElement {
  return h("fieldset", {}, h("legend", {}, t(title)), ...fields);
}

function field(id: string, label: Key, control: HTMLElement, help?: Key): HTMLElement {
  if (help !== undefined) control.setAttribute("aria-describedby", `${id}-help`);
  return h(
    "div",
    { class: "field" },
    h("label", { for: id }, t(label)),
    control,
    help === undefined ? null : h("p", { class: "quiet", id: `${id}-help` }, t(help)),
  );
}
