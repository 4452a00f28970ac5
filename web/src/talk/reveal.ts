// Which part of a reply's words has been heard. The server sends a piece of text, then its sound, so a
// piece begins where the sound stood when it came and ends where the next one begins; inside a piece
// characters are taken to be equally long. The end of the newest piece is not known yet: it is
// estimated from the pace so far. Words are never cut in two.

interface Piece {
  readonly textStart: number;
  readonly soundStart: number; // samples
}

// Before anything is known: characters a second, from Kokoro at speed 1.
const PACE = { latin: 15, han: 4.8 };
const HAN = /[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]/g;

export class Reveal {
  private pieces: Piece[] = [];
  private ended = false;
  text = "";
  received = 0; // samples

  constructor(private readonly rate: number) {}

  addText(text: string): void {
    const last = this.pieces.at(-1);
    // Deltas without sound between them belong to one piece.
    if (last === undefined || last.soundStart !== this.received) {
      this.pieces.push({ textStart: this.text.length, soundStart: this.received });
    }
    this.text += text;
  }

  addSound(samples: number): void {
    this.received += samples;
  }

  end(): void {
    this.ended = true;
  }

  /** Characters heard when `played` samples were, at the end of a word. */
  heard(played: number): number {
    if (this.ended && played >= this.received) return this.text.length;
    const index = this.pieces.findLastIndex((piece) => piece.soundStart <= played);
    const piece = this.pieces[index];
    if (piece === undefined || played <= 0) return 0;
    const next = this.pieces[index + 1];
    const textEnd = next?.textStart ?? this.text.length;
    const soundEnd = next?.soundStart ?? this.estimatedEnd(piece, textEnd);
    const share = (played - piece.soundStart) / Math.max(1, soundEnd - piece.soundStart);
    const exact = piece.textStart + share * (textEnd - piece.textStart);
    return endOfWord(this.text, Math.min(textEnd, exact));
  }

  private estimatedEnd(piece: Piece, textEnd: number): number {
    if (this.ended) return this.received;
    const text = this.text.slice(piece.textStart, textEnd);
    const han = text.match(HAN)?.length ?? 0;
    const seconds = han / PACE.han + (text.length - han) / PACE.latin;
    return Math.max(this.received, piece.soundStart + seconds * this.rate);
  }
}

/** The end of the word that position `at` is in; Chinese has a word a character. */
export function endOfWord(text: string, at: number): number {
  let end = Math.ceil(at);
  if (end <= 0) return 0;
  while (end < text.length && isInside(text, end)) end += 1;
  return Math.min(end, text.length);
}

/** The beginning of the last word of text[0, end), which is the one being spoken. */
export function startOfWord(text: string, end: number): number {
  let start = end;
  while (start > 0 && /\s/.test(text[start - 1]!)) start -= 1;
  start = Math.max(0, start - 1);
  while (start > 0 && isInside(text, start)) start -= 1;
  return start;
}

// Does a word go on across the place before text[at]?
function isInside(text: string, at: number): boolean {
  const here = text[at]!;
  const before = text[at - 1]!;
  if (/[,.!?;:，。！？；：、…"”’)]/.test(here)) return true;
  if (/\s/.test(here) || /\s/.test(before)) return false;
  return here.match(HAN) === null && before.match(HAN) === null;
}
