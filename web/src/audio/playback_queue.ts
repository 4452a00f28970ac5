// What the loudspeaker plays next: a jitter buffer that knows which reply each sample belongs to.
// Pure, so that it is tested without a browser; player.worklet.ts calls it on the audio thread.
//
// An underrun is a hole inside a reply: sound was playing, more was to come, and the buffer was empty.
// Waiting for the first sound, or for the next reply, is none.

export interface Played {
  readonly item: string;
  readonly samples: number;
}

interface Segment {
  readonly item: string;
  samples: Float32Array;
  offset: number;
}

export class PlaybackQueue {
  private queue: Segment[] = [];
  private readonly played = new Map<string, number>();
  private open = ""; // the item that more sound is expected for
  private buffering = true;
  private waiting = 0; // samples
  underruns = 0;

  /** `prefill`: samples that must be there before sound starts, unless the reply is complete. */
  constructor(private readonly prefill: number) {}

  push(item: string, samples: Float32Array): void {
    this.open = item;
    this.waiting += samples.length;
    this.queue.push({ item, samples, offset: 0 });
  }

  /** Nothing more comes for this reply. */
  finish(item: string): void {
    if (this.open === item) this.open = "";
  }

  /** Forgets all that waits; returns the item that was being heard and how far. */
  flush(): Played | null {
    const item = this.queue[0]?.item ?? this.open;
    const heard = item === "" ? null : { item, samples: this.played.get(item) ?? 0 };
    this.queue = [];
    this.waiting = 0;
    this.open = "";
    this.buffering = true;
    this.played.clear();
    return heard;
  }

  /** Fills `output`, with silence where there is nothing. */
  pull(output: Float32Array): void {
    output.fill(0);
    if (this.buffering) {
      const isEnough = this.waiting >= this.prefill || (this.open === "" && this.waiting > 0);
      if (!isEnough) return;
      this.buffering = false;
    }
    let filled = 0;
    while (filled < output.length) {
      const head = this.queue[0];
      if (head === undefined) break;
      const count = Math.min(output.length - filled, head.samples.length - head.offset);
      output.set(head.samples.subarray(head.offset, head.offset + count), filled);
      head.offset += count;
      filled += count;
      this.waiting -= count;
      this.played.set(head.item, (this.played.get(head.item) ?? 0) + count);
      if (head.offset === head.samples.length) this.queue.shift();
    }
    if (filled === output.length) return;
    this.buffering = true;
    if (this.open !== "") this.underruns += 1;
  }

  get isPlaying(): boolean {
    return !this.buffering;
  }

  get waitingSamples(): number {
    return this.waiting;
  }

  /** The item that was heard last, and how much of it so far. Older items are forgotten. */
  progress(): Played | null {
    const last = [...this.played].at(-1);
    if (last === undefined) return null;
    if (this.played.size > 1) {
      this.played.clear();
      this.played.set(...last);
    }
    return { item: last[0], samples: last[1] };
  }
}
