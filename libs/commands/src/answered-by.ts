import { StoreUnavailable } from '@countersign/event-store';

/** Throws {@link StoreUnavailable} where there is no answer by then, on the clock of `performance.now()`. */
export function answeredBy<T>(answer: Promise<T>, deadline: number): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const giveUp = (): void => reject(new StoreUnavailable('the store was not read in time'));
    const timer = setTimeout(giveUp, Math.max(0, deadline - performance.now()));
    void answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
