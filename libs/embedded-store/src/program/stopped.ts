/** Why a command ended without having done what it was asked: a sentence for people, and the program's exit code. */
export class Stopped extends Error {
  constructor(
    readonly exitCode: number,
    message: string,
  ) {
    super(message);
  }
}
