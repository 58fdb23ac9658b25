import { StoreUnavailable } from '@countersign/event-store';

/**
 * Runs tasks of one key one after another and tasks of different keys freely, so that commands for one stream
 * compete only between gateways. Nobody waits here for long: behind a store that does not answer, a task that has not
 * begun within its patience is given up with {@link StoreUnavailable} and never begins.
 */
export class StreamQueue {
  /** By key, when the last of its tasks is through; a task that was given up is through with the one before it. */
  private readonly tails = new Map<string, Promise<void>>();

  run<T>(key: string, patienceMs: number, task: () => Promise<T>): Promise<T> {
    const before = this.tails.get(key);
    return new Promise<T>((resolve, reject) => {
      const begin = (): Promise<void> => task().then(resolve, reject);
      const giveUp = (): void =>
        reject(new StoreUnavailable('the commands before this one were not answered in time'));
      const tail = before === undefined ? begin() : behind(before, patienceMs, begin, giveUp);
      this.tails.set(key, tail);
      void tail.then(() => {
        if (this.tails.get(key) === tail) this.tails.delete(key);
      });
    });
  }
}

function behind(
  before: Promise<void>,
  patienceMs: number,
  begin: () => Promise<void>,
  giveUp: () => void,
): Promise<void> {
  let isGivenUp = false;
  const timer = setTimeout(() => {
    isGivenUp = true;
    giveUp();
  }, patienceMs);
  return before.then(() => {
    clearTimeout(timer);
    return isGivenUp ? undefined : begin();
  });
}
