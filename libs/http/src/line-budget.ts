/** How many lines a second. */
export interface LineLimits {
  readonly ofOne: number;
  /** Of callers who belong together; left out: as many as of all. */
  readonly ofGroup?: number;
  readonly inAll: number;
}

/**
 * Bounds what a flood can make somebody write: so many lines a second, and of one caller fewer, so that nobody's own
 * flood hides another's lines. What was left out is counted by its sort and told once, a second later.
 */
export class LineBudget {
  #second = Number.NEGATIVE_INFINITY;
  #lines = 0;
  readonly #byCaller = new Map<string, number>();
  readonly #byGroup = new Map<string, number>();
  #leftOut: Record<string, number> = {};
  #isTelling = false;

  constructor(
    private readonly limits: LineLimits,
    private readonly tell: (leftOut: Readonly<Record<string, number>>) => void,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Whether a line may be written. `sort` is a word of ours: there are few of them. */
  take(caller: string, sort: string, group = ''): boolean {
    this.#begin(Math.floor(this.now() / 1_000));
    const own = this.#byCaller.get(caller) ?? 0;
    const ofGroup = this.#byGroup.get(group) ?? 0;
    const { ofOne, inAll, ofGroup: mostOfGroup = inAll } = this.limits;
    if (own < ofOne && ofGroup < mostOfGroup && this.#lines < inAll) {
      this.#byGroup.set(group, ofGroup + 1);
      this.#byCaller.set(caller, own + 1);
      this.#lines += 1;
      return true;
    }
    this.#leftOut[sort] = (this.#leftOut[sort] ?? 0) + 1;
    if (!this.#isTelling) setTimeout(() => this.#tell(), 1_000).unref();
    this.#isTelling = true;
    return false;
  }

  #begin(second: number): void {
    if (second === this.#second) return;
    this.#second = second;
    this.#lines = 0;
    this.#byCaller.clear();
    this.#byGroup.clear();
  }

  #tell(): void {
    this.#isTelling = false;
    const leftOut = this.#leftOut;
    this.#leftOut = {};
    this.tell(leftOut);
  }
}
