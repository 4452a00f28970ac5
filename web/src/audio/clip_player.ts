// Plays whole sounds outside a conversation, one at a time: greetings, takes, saved conversations.
import { Emitter } from "../base/emitter.ts";
import { RATE } from "./pcm.ts";

interface Events {
  changed: null; // began or ended
}

export class ClipPlayer extends Emitter<Events> {
  private context: AudioContext | null = null;
  private sources: AudioBufferSourceNode[] = [];
  private name = "";
  private begin = 0; // of the context's clock, seconds
  private next = 0;
  private from = 0; // seconds into the sound
  private isOpen = false; // more is to come

  /** What is playing; "" is nothing. */
  get playing(): string {
    return this.name;
  }

  /** Seconds into the sound that is playing. */
  get position(): number {
    if (this.context === null || this.name === "") return 0;
    return Math.max(0, this.from + this.context.currentTime - this.begin);
  }

  /** Starts an empty sound that `add` continues until `finish`. Call from a click. */
  open(name: string, from = 0): void {
    this.stop();
    this.context ??= new AudioContext({ sampleRate: RATE });
    void this.context.resume();
    this.name = name;
    this.from = from;
    this.isOpen = true;
    this.begin = this.next = this.context.currentTime + 0.03;
    this.emit("changed", null);
  }

  add(name: string, samples: Float32Array<ArrayBuffer>): void {
    const { context } = this;
    if (context === null || name !== this.name || samples.length === 0) return;
    const buffer = context.createBuffer(1, samples.length, RATE);
    buffer.copyToChannel(samples, 0);
    const source = context.createBufferSource();
    source.buffer = buffer;
    source.connect(context.destination);
    const at = Math.max(this.next, context.currentTime);
    if (this.sources.length === 0) this.begin = at;
    source.start(at);
    this.next = at + buffer.duration;
    this.sources.push(source);
    source.onended = () => {
      this.sources = this.sources.filter((other) => other !== source);
      if (this.sources.length === 0 && !this.isOpen) this.stop();
    };
  }

  finish(name: string): void {
    if (name !== this.name) return;
    this.isOpen = false;
    if (this.sources.length === 0) this.stop();
  }

  play(name: string, samples: Float32Array<ArrayBuffer>, from = 0): void {
    this.open(name, from);
    this.add(name, samples.slice(Math.floor(from * RATE)));
    this.finish(name);
  }

  stop(): void {
    if (this.name === "") return;
    this.name = "";
    for (const source of this.sources.splice(0)) {
      source.onended = null;
      source.stop();
    }
    this.emit("changed", null);
  }
}
