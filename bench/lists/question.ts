export interface Question {
  /** Who asks stands before a colon. */
  readonly name: string;
  /** Resolves when all is answered, with what says how much there is in it. */
  readonly ask: () => Promise<() => number>;
}
