export interface Page {
  readonly element: HTMLElement;
  /** After it was put into the document. */
  show(): void;
  /** Before it is taken out for good: nothing may go on running. */
  leave(): void;
}
