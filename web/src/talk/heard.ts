// How something was said, as a few tags: what docs/hearing.md describes, from the thresholds on at which
// the language model is told of it (src/hearing/tone_description.cc). Pure.

export interface VocalEvent {
  readonly type: string; // laugh, sigh, breath, cough, hesitation
  readonly start_ms: number;
  readonly end_ms: number;
  readonly confidence: number;
}

/** Of the wire; only what is shown. */
export interface Perception {
  readonly speech_seconds?: number;
  readonly pitch_hz?: number | null;
  readonly level_dbfs?: number | null;
  readonly syllables_per_second?: number | null;
  readonly pauses?: { readonly count: number; readonly mean_ms: number | null };
  readonly voice_quality?: string;
  readonly against_usual?: Readonly<Partial<Record<Trait, number | null>>>;
  readonly events?: readonly VocalEvent[];
  readonly emotion?: { readonly category: string; readonly confidence: number };
  readonly identity?: { readonly verdict: string; readonly speaker: number | null };
}

type Trait = "level" | "rate" | "pitch" | "pitch_range";

export interface Tag {
  readonly word: string; // a key of the words, after "heard_"
  readonly kind: "speaker" | "sound" | "voice" | "manner" | "mood";
  readonly number?: number; // which speaker
}

const MARKED = 1.2; // spreads from the usual
const VERY = 2.2;
const SURE = 0.5; // confidence of a sound or a mood
const HALTING_SHARE = 0.35; // of the time, in two pauses or more

const SOUNDS = ["laugh", "sigh", "cough", "hesitation"];
const VOICES = ["whisper", "breathy", "tense", "creaky"];
const MOODS = ["happy", "excited", "sad", "tired", "angry", "impatient", "anxious"];
const TRAITS: readonly [Trait, more: string, less: string][] = [
  ["level", "louder", "quieter"],
  ["rate", "faster", "slower"],
  ["pitch", "higher", "lower"],
  ["pitch_range", "livelier", "flatter"],
];

export function tagsOf(heard: Perception): Tag[] {
  const tags: Tag[] = [];
  const add = (word: string, kind: Tag["kind"]) => {
    if (!tags.some((tag) => tag.word === word)) tags.push({ word, kind });
  };
  const { identity } = heard;
  // The first voice of a conversation is nobody new; one that is not known is no news.
  if (identity?.speaker != null && (identity.verdict === "same" || identity.speaker > 1)) {
    const word = identity.verdict === "new" ? "new_speaker" : "speaker";
    tags.push({ word, kind: "speaker", number: identity.speaker });
  }
  for (const { type, confidence } of heard.events ?? []) {
    if (confidence >= SURE && SOUNDS.includes(type)) add(type, "sound");
  }
  const quality = heard.voice_quality ?? "";
  if (VOICES.includes(quality)) add(quality, "voice");
  if (isHalting(heard)) add("halting", "manner");
  for (const [trait, more, less] of TRAITS) {
    const by = heard.against_usual?.[trait] ?? 0;
    // A whisper has no pitch; what was found in it is chance.
    if (Math.abs(by) < MARKED || (quality === "whisper" && trait.startsWith("pitch"))) continue;
    add((Math.abs(by) >= VERY ? "much_" : "") + (by > 0 ? more : less), "manner");
  }
  const { emotion } = heard;
  if (emotion !== undefined && emotion.confidence >= SURE && MOODS.includes(emotion.category)) {
    add(emotion.category, "mood");
  }
  return tags;
}

function isHalting({ pauses, speech_seconds: spoken = 0 }: Perception): boolean {
  if (pauses === undefined || pauses.count < 2) return false;
  const silent = (pauses.count * (pauses.mean_ms ?? 0)) / 1000;
  return silent > HALTING_SHARE * (silent + spoken);
}
