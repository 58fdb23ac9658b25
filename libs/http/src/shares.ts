/** Bytes that many hold at once: all together so many, and each of them fewer, so that nobody takes it all. */
export class Shares {
  #held = 0;
  readonly #byHolder = new Map<string, number>();

  constructor(
    private readonly most: number,
    private readonly ofOne: number,
  ) {}

  hasRoom(holder: string, bytes: number): boolean {
    return this.#held + bytes <= this.most && (this.#byHolder.get(holder) ?? 0) + bytes <= this.ofOne;
  }

  /** Gives back with a negative number. */
  take(holder: string, bytes: number): void {
    if (bytes === 0) return;
    this.#held += bytes;
    const own = (this.#byHolder.get(holder) ?? 0) + bytes;
    if (own > 0) this.#byHolder.set(holder, own);
    else this.#byHolder.delete(holder);
  }
}
