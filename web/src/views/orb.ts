// The calm thing in the middle: a soft disc that breathes, a ring that follows the microphone and a
// surface that follows the voice. With prefers-reduced-motion it keeps still and only an arc moves.
import type { TalkState } from "../talk/state.ts";

const TURN = 2 * Math.PI;
const LOUD = 0.2; // root mean square of a loud voice
const ATTACK = 0.35; // share of the way to a higher level in a frame; sinking is slower
const RELEASE = 0.08;

export interface OrbSource {
  readonly state: TalkState;
  readonly levels: { readonly mic: number; readonly voice: number };
}

export class Orb {
  readonly element = document.createElement("canvas");
  private readonly still = matchMedia("(prefers-reduced-motion: reduce)");
  private mic = 0;
  private voice = 0;
  private frame = 0;
  private size = 0;

  constructor(private readonly source: OrbSource) {
    this.element.className = "orb";
    this.element.setAttribute("aria-hidden", "true");
  }

  start(): void {
    const draw = (time: number) => {
      this.frame = requestAnimationFrame(draw);
      this.draw(time / 1000);
    };
    this.frame = requestAnimationFrame(draw);
  }

  stop(): void {
    cancelAnimationFrame(this.frame);
  }

  private draw(time: number): void {
    const box = this.element.clientWidth;
    const scale = window.devicePixelRatio || 1;
    if (box === 0) return;
    if (this.size !== box * scale) {
      this.size = this.element.width = this.element.height = box * scale;
    }
    const paint = this.element.getContext("2d");
    if (paint === null) return;
    const { state, levels } = this.source;
    this.mic = follow(this.mic, state === "speaking" ? 0 : levels.mic / LOUD);
    this.voice = follow(this.voice, levels.voice / LOUD);

    const colours = getComputedStyle(this.element);
    const accent = colours.getPropertyValue(isTroubled(state) ? "--orb-trouble" : "--orb").trim();
    const glow = colours.getPropertyValue("--orb-light").trim();
    const middle = this.size / 2;
    const radius = this.size * 0.27;
    paint.clearRect(0, 0, this.size, this.size);
    if (this.still.matches) this.drawStill(paint, middle, radius, accent, glow);
    else this.drawMoving(paint, middle, radius, accent, glow, time, state);
  }

  private drawStill(
    paint: CanvasRenderingContext2D,
    middle: number,
    radius: number,
    accent: string,
    glow: string,
  ): void {
    disc(paint, middle, radius, accent, glow);
    paint.beginPath();
    const level = Math.max(this.mic, this.voice);
    paint.arc(middle, middle, radius * 1.25, -TURN / 4, -TURN / 4 + TURN * Math.min(0.999, level));
    paint.lineWidth = this.size * 0.02;
    paint.strokeStyle = accent;
    paint.stroke();
  }

  private drawMoving(
    paint: CanvasRenderingContext2D,
    middle: number,
    radius: number,
    accent: string,
    glow: string,
    time: number,
    state: TalkState,
  ): void {
    const isLive = state !== "idle" && !isTroubled(state);
    const breath = Math.sin(time * (state === "thinking" ? 3.2 : 1.1)) * 0.5 + 0.5;
    // Rings that widen with the user's voice.
    for (let ring = 3; ring >= 1; --ring) {
      const reach = radius * (1.1 + ring * (0.1 + 0.16 * this.mic) + 0.03 * breath);
      paint.globalAlpha = (isLive ? 0.13 : 0.07) / ring + 0.12 * this.mic * (1 / ring);
      paint.fillStyle = accent;
      wave(paint, middle, reach, 0.018 * this.mic * ring, 5 + ring, time * (0.5 + 0.2 * ring));
      paint.fill();
    }
    paint.globalAlpha = 1;
    const size = radius * (1 + 0.025 * breath + 0.16 * this.voice);
    wave(paint, middle, size, 0.012 + 0.07 * this.voice, 4, time * 1.4);
    paint.fillStyle = shade(paint, middle, size, accent, glow);
    paint.fill();
  }
}

function follow(value: number, target: number): number {
  const aim = Math.min(1, target);
  return value + (aim - value) * (aim > value ? ATTACK : RELEASE);
}

function isTroubled(state: TalkState): boolean {
  return ["reconnecting", "gone", "refused", "key", "asleep"].includes(state);
}

// A circle whose radius swings by `depth` of itself, in two waves that run against each other.
function wave(
  paint: CanvasRenderingContext2D,
  middle: number,
  radius: number,
  depth: number,
  count: number,
  phase: number,
): void {
  paint.beginPath();
  for (let i = 0; i <= 90; ++i) {
    const angle = (i / 90) * TURN;
    const swing = Math.sin(angle * count + phase) + Math.sin(angle * (count - 1) - phase * 1.3);
    const r = radius * (1 + (depth * swing) / 2);
    paint.lineTo(middle + r * Math.cos(angle), middle + r * Math.sin(angle));
  }
  paint.closePath();
}

function disc(
  paint: CanvasRenderingContext2D,
  middle: number,
  radius: number,
  accent: string,
  glow: string,
): void {
  paint.beginPath();
  paint.arc(middle, middle, radius, 0, TURN);
  paint.fillStyle = shade(paint, middle, radius, accent, glow);
  paint.fill();
}

function shade(
  paint: CanvasRenderingContext2D,
  middle: number,
  radius: number,
  accent: string,
  glow: string,
): CanvasGradient {
  const light = middle - radius * 0.35;
  const gradient = paint.createRadialGradient(
    light,
    light,
    radius * 0.1,
    middle,
    middle,
    radius * 1.1,
  );
  gradient.addColorStop(0, glow);
  gradient.addColorStop(1, accent);
  return gradient;
}
