// The microphone: permission, device, and pieces of 24 kHz sound.
import { Emitter } from "../base/emitter.ts";
import workletUrl from "./capture.worklet.ts?worker&url";
import type { CapturedPiece } from "./capture.worklet.ts";

export type MicState = "off" | "asking" | "on" | "denied" | "missing" | "failed";

export interface MicOptions {
  readonly deviceId: string; // "" is the browser's choice
  readonly echoCancellation: boolean;
  readonly noiseSuppression: boolean;
  readonly autoGainControl: boolean;
}

interface Events {
  piece: CapturedPiece;
  state: MicState;
}

export function micStateOfError(error: unknown): MicState {
  const name = error instanceof Error || error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "denied";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "missing";
  return "failed";
}

export class Capture extends Emitter<Events> {
  private context: AudioContext | null = null;
  private stream: MediaStream | null = null;
  private attempt = 0;
  state: MicState = "off";

  async start(options: MicOptions): Promise<void> {
    this.release();
    const attempt = ++this.attempt;
    this.setState("asking");
    try {
      const stream = await this.ask(options);
      if (attempt !== this.attempt) return stopTracks(stream);
      this.stream = stream;
      await this.listen(stream);
      if (attempt === this.attempt) this.setState("on");
    } catch (error) {
      if (attempt !== this.attempt) return;
      this.release();
      this.setState(micStateOfError(error));
    }
  }

  stop(): void {
    this.attempt += 1;
    this.release();
    this.setState("off");
  }

  async resume(): Promise<void> {
    if (this.context?.state === "suspended") await this.context.resume();
  }

  private async ask(options: MicOptions): Promise<MediaStream> {
    // A page that is neither https nor loopback has no mediaDevices at all.
    const devices = navigator.mediaDevices as MediaDevices | undefined;
    if (devices === undefined) throw new DOMException("insecure page", "SecurityError");
    const { deviceId, ...processing } = options;
    const audio = { ...processing, channelCount: 1 };
    try {
      return await devices.getUserMedia({
        audio: deviceId === "" ? audio : { ...audio, deviceId: { exact: deviceId } },
      });
    } catch (error) {
      // The chosen device is no longer there: any other is better than none.
      if (deviceId === "" || micStateOfError(error) !== "missing") throw error;
      return devices.getUserMedia({ audio });
    }
  }

  private async listen(stream: MediaStream): Promise<void> {
    const context = new AudioContext({ latencyHint: "interactive" });
    this.context = context;
    await context.audioWorklet.addModule(workletUrl);
    const node = new AudioWorkletNode(context, "vivavoce-capture", { numberOfOutputs: 0 });
    node.port.onmessage = ({ data }: MessageEvent<CapturedPiece>) => this.emit("piece", data);
    context.createMediaStreamSource(stream).connect(node);
    stream.getAudioTracks()[0]?.addEventListener("ended", () => {
      if (this.stream !== stream) return;
      this.release(); // unplugged, or permission taken back
      this.setState("missing");
    });
    await this.resume();
  }

  private release(): void {
    if (this.stream !== null) stopTracks(this.stream);
    this.stream = null;
    void this.context?.close();
    this.context = null;
  }

  private setState(state: MicState): void {
    this.state = state;
    this.emit("state", state);
  }
}

function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

export interface Microphone {
  readonly id: string;
  readonly label: string;
}

export async function listMicrophones(): Promise<Microphone[]> {
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (devices === undefined) return [];
  const found = await devices.enumerateDevices();
  return found
    .filter((device) => device.kind === "audioinput" && device.deviceId !== "")
    .map((device) => ({ id: device.deviceId, label: device.label }));
}
