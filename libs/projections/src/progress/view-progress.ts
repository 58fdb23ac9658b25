import type { Position } from '@countersign/event-store';
import type { Progress } from '../contract';
import type { SharedHead } from './shared-head';

interface Waiter {
  readonly position: Position;
  readonly settle: (reached: boolean) => void;
}

/** How far the views are. Waiters are kept in order of position and woken by the commit that reaches them. */
export class ViewProgress implements Progress {
  readonly #head: SharedHead;
  readonly #waiters: Waiter[] = [];
  readonly #onWait: () => void;
  #position: Position | null = null;
  #isStopped = false;

  /** @param onWait is told of everybody who begins to wait */
  constructor(head: SharedHead, onWait: () => void = () => undefined) {
    this.#head = head;
    this.#onWait = onWait;
  }

  get isAwaited(): boolean {
    return this.#waiters.length > 0;
  }

  position(): Position | null {
    return this.#position;
  }

  hasReached(position: Position | null): boolean {
    return position === null || (this.#position !== null && this.#position >= position);
  }

  /** Everything up to here is committed. */
  advance(position: Position): void {
    if (this.hasReached(position)) return;
    this.#position = position;
    this.#wake();
  }

  #wake(): void {
    let due = 0;
    while (due < this.#waiters.length && this.hasReached(this.#waiters[due]?.position ?? null)) due += 1;
    for (const { settle } of this.#waiters.splice(0, due)) settle(true);
  }

  /** The views stand somewhere else now, perhaps in another store. */
  restart(position: Position | null): void {
    this.#isStopped = false;
    this.#position = position;
    this.#wake();
  }

  /** The views go no further: nobody needs to wait for them. */
  stop(): void {
    this.#isStopped = true;
    for (const { settle } of this.#waiters.splice(0)) settle(false);
  }

  waitFor(position: Position, timeoutMs: number): Promise<boolean> {
    if (this.hasReached(position)) return Promise.resolve(true);
    if (this.#isStopped) return Promise.resolve(false);
    return new Promise((resolve) => {
      const waiter: Waiter = {
        position,
        settle: (reached) => {
          clearTimeout(timer);
          resolve(reached);
        },
      };
      const timer = setTimeout(() => {
        this.#waiters.splice(this.#waiters.indexOf(waiter), 1);
        resolve(false);
      }, timeoutMs);
      this.#waiters.splice(this.#placeOf(position), 0, waiter);
      this.#onWait();
    });
  }

  async waitForHead(timeoutMs: number): Promise<boolean> {
    const start = performance.now();
    const head = await inTime(this.#head.read(), timeoutMs);
    if (head === 'late') return false;
    if (head === null) return true;
    return this.waitFor(head, Math.max(0, timeoutMs - (performance.now() - start)));
  }

  /** Behind all waiters of lower or the same position; mostly at the end. */
  #placeOf(position: Position): number {
    let place = this.#waiters.length;
    while (place > 0 && (this.#waiters[place - 1]?.position ?? position) > position) place -= 1;
    return place;
  }
}

async function inTime<T>(promise: Promise<T>, timeoutMs: number): Promise<T | 'late'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(resolve, timeoutMs, 'late');
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
