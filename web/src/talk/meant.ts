// How a reply is meant to be said: the scene it is spoken in and the directions of its clauses, each from
// the moment on at which it is heard (`vivavoce.acting`). Pure.

export interface Meant {
  scene: string;
  readonly directions: { readonly words: string; readonly at: number }[]; // at: samples of the reply
}

/** The directions that were reached when `played` samples were heard; each is told once. */
export function reached({ directions }: Meant, played: number): string[] {
  const words = directions.filter(({ at }) => at <= played).map((one) => one.words);
  return [...new Set(words)];
}
