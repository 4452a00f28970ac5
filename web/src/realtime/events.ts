// The events of the wire that this page acts on; all others pass through as they are.
// GA names (docs/realtime.md): the page asks for `?dialect=ga`.

import type { Perception } from "../talk/heard.ts";

export interface WireEvent {
  readonly type: string;
  readonly event_id?: string;
  readonly [key: string]: unknown;
}

export interface ItemContent {
  readonly type: string;
  readonly text?: string;
  readonly transcript?: string | null;
}

export interface WireItem {
  readonly id: string;
  readonly type: string;
  readonly role?: "user" | "assistant" | "system";
  readonly status?: string;
  readonly content?: readonly ItemContent[];
}

export interface WireResponse {
  readonly id: string;
  readonly status: string;
  readonly status_details?: {
    readonly reason?: string;
    readonly error?: { readonly message?: string; readonly code?: string } | null;
  } | null;
}

export interface WireError {
  readonly type: string;
  readonly code: string | null;
  readonly message: string;
  readonly param: string | null;
  readonly event_id: string | null;
}

export type Stage = "end_of_turn" | "asr_final" | "first_token" | "first_clause" | "first_audio";

interface Shapes {
  "session.created": { session: Record<string, unknown> };
  "session.updated": { session: Record<string, unknown> };
  error: { error: WireError };
  "input_audio_buffer.speech_started": { item_id: string; audio_start_ms: number };
  "input_audio_buffer.speech_stopped": { item_id: string; audio_end_ms: number };
  "conversation.item.added": { item: WireItem; previous_item_id: string | null };
  "conversation.item.input_audio_transcription.delta": { item_id: string; delta: string };
  "conversation.item.input_audio_transcription.completed": { item_id: string; transcript: string };
  "conversation.item.input_audio_transcription.failed": {
    item_id: string;
    error: { message: string };
  };
  "response.created": { response: WireResponse };
  "response.output_item.added": { response_id: string; item: WireItem };
  "response.output_text.delta": { response_id: string; item_id: string; delta: string };
  "response.output_audio_transcript.delta": { response_id: string; item_id: string; delta: string };
  "response.output_audio.delta": { response_id: string; item_id: string; delta: string };
  "response.output_audio.done": { response_id: string; item_id: string };
  "response.done": { response: WireResponse };
  "vivavoce.perception.updated": { item_id: string; perception: Perception | null };
  "vivavoce.perception.completed": { item_id: string; perception: Perception | null };
  "vivavoce.acting": {
    response_id: string;
    item_id: string;
    audio_start_ms: number;
    scene: string;
    directions: readonly string[];
  };
  "vivavoce.backchannel": { item_id: string; text: string; audio: string };
  "vivavoce.turn_latency": { response_id: string; stages_ms: Partial<Record<Stage, number>> };
}

export type KnownType = keyof Shapes;
export type Known<T extends KnownType> = Shapes[T] & { readonly type: T };

/** Narrows by name; the server is trusted to keep its own shapes. */
export function is<T extends KnownType>(event: WireEvent, type: T): event is WireEvent & Known<T> {
  return event.type === type;
}

export function isWireEvent(value: unknown): value is WireEvent {
  return (
    typeof value === "object" && value !== null && typeof (value as WireEvent).type === "string"
  );
}
