// The loudspeaker: a 24 kHz audio context with the player worklet in it.
import { Emitter } from "../base/emitter.ts";
import workletUrl from "./player.worklet.ts?worker&url";
import type { FromPlayer, ToPlayer } from "./player.worklet.ts";
import type { Played } from "./playback_queue.ts";
import { RATE } from "./pcm.ts";

interface Events {
  progress: Extract<FromPlayer, { kind: "progress" }>;
  suspended: boolean;
}

export class Player extends Emitter<Events> {
  private context: AudioContext | null = null;
  private node: AudioWorkletNode | null = null;
  private early: [ToPlayer, Transferable[]][] = []; // until the worklet is there
  private pendingFlushes: ((heard: Played | null) => void)[] = [];
  underruns = 0;
  isPlaying = false;
  /** False where a browser has no worklets: a page that is neither https nor on this machine. */
  canPlay = true;

  /** Call from a click: browsers start no sound without one. */
  async start(): Promise<void> {
    if (this.context !== null) return this.resume();
    if (typeof AudioWorkletNode === "undefined") {
      this.canPlay = false;
      return;
    }
    const context = new AudioContext({ sampleRate: RATE, latencyHint: "interactive" });
    this.context = context;
    context.onstatechange = () => this.emit("suspended", context.state !== "running");
    await context.audioWorklet.addModule(workletUrl);
    const node = new AudioWorkletNode(context, "vivavoce-player", { outputChannelCount: [1] });
    node.port.onmessage = ({ data }: MessageEvent<FromPlayer>) => this.onMessage(data);
    node.connect(context.destination);
    this.node = node;
    for (const [message, transfer] of this.early.splice(0)) this.tell(message, transfer);
    await this.resume();
  }

  /** After sleep, a phone call, a tab in the background. */
  async resume(): Promise<void> {
    if (this.context !== null && this.context.state !== "running") await this.context.resume();
  }

  get isSuspended(): boolean {
    return this.context !== null && this.context.state !== "running";
  }

  push(item: string, samples: Float32Array<ArrayBuffer>): void {
    this.tell({ kind: "push", item, samples }, [samples.buffer]);
  }

  /** At once, whatever else is heard; without a loudspeaker, not at all. */
  playBeside(samples: Float32Array<ArrayBuffer>): void {
    if (this.context === null || samples.length === 0) return;
    const buffer = this.context.createBuffer(1, samples.length, RATE);
    buffer.copyToChannel(samples, 0);
    const source = this.context.createBufferSource();
    source.buffer = buffer;
    source.connect(this.context.destination);
    source.start();
  }

  finish(item: string): void {
    this.tell({ kind: "finish", item });
  }

  /** Silence now; resolves to the item that was being heard and how far. */
  flush(): Promise<Played | null> {
    if (this.node === null) {
      this.early = [];
      return Promise.resolve(null);
    }
    return new Promise((resolve) => {
      this.pendingFlushes.push(resolve);
      this.tell({ kind: "flush" });
    });
  }

  private onMessage(message: FromPlayer): void {
    if (message.kind === "flushed") {
      this.pendingFlushes.shift()?.(message.heard);
      return;
    }
    this.underruns = message.underruns;
    this.isPlaying = message.isPlaying;
    this.emit("progress", message);
  }

  private tell(message: ToPlayer, transfer: Transferable[] = []): void {
    if (this.node === null) this.early.push([message, transfer]);
    else this.node.port.postMessage(message, transfer);
  }
}
