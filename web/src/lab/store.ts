// The lab's text and takes: kept while the page is open.
import { ClipPlayer } from "../audio/clip_player.ts";
import type { SpeechApi } from "../server/speech.ts";
import { Take } from "./take.ts";

export class LabStore {
  text = "";
  readonly a: Take;
  readonly b: Take;

  constructor(
    readonly speech: SpeechApi,
    readonly clips: ClipPlayer,
  ) {
    this.a = new Take("A", speech);
    this.b = new Take("B", speech);
  }
}
