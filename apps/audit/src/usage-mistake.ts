/** The command line cannot be understood; the message says what. */
export class UsageMistake extends Error {
  override readonly name = 'UsageMistake';
}
