export interface Question {
  /** Who asks stands before a colon. */
  readonly name: string;
  /** Which list or search it is asked of, whoever asks and whatever he leaves out. */
  readonly list: string;
  /** Resolves when all is answered, with what says how much there is in it. */
  readonly ask: () => Promise<() => number>;
}
