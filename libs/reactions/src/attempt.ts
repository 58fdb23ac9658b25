import type { Hold } from '@countersign/projections';

/** Called before whatever has an effect; throws where the attempt is over or somebody else may be at it. */
export type Step = () => void;

/** The lease was lost, or the gateway stops: whoever is the holder next does it, and nothing has failed. */
export class LeaseGone extends Error {
  override readonly name = 'LeaseGone';
}

/** An attempt that failed through somebody else's service, which may say when another one makes sense. */
export class ServiceFailed extends Error {
  constructor(
    problem: string,
    /** The next attempt is no sooner; null: another one of the same cannot succeed. */
    readonly retryInMs: number | null = 0,
  ) {
    super(problem);
  }
}

/**
 * One attempt within its time. What goes on behind the end of it, because nothing can stop it, does not get past its
 * next step; what can be stopped heeds `ended`.
 */
export async function attempt<T>(
  withinMs: number,
  { hold, over }: { readonly hold: Hold; readonly over: AbortSignal },
  work: (step: Step, ended: AbortSignal) => Promise<T>,
): Promise<T> {
  const leaving = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let ended: Error | null = null;
  const step: Step = () => {
    if (ended !== null) throw ended;
    if (over.aborted || !hold.isHeld) throw new LeaseGone('the lease is gone');
  };
  let onEnd: () => void = () => undefined;
  const end = new Promise<never>((_, reject) => {
    const stopWith = (error: Error): void => {
      ended ??= error;
      reject(ended);
    };
    timer = setTimeout(() => stopWith(new Error(`no answer within ${withinMs} ms`)), withinMs);
    onEnd = () => stopWith(new LeaseGone('the lease is gone'));
    over.addEventListener('abort', onEnd, { once: true });
  });
  // The very first step may be what finds the lease lost, before anybody waits for the end.
  end.catch(() => undefined);
  try {
    step();
    return await Promise.race([work(step, leaving.signal), end]);
  } finally {
    clearTimeout(timer);
    leaving.abort();
    over.removeEventListener('abort', onEnd);
  }
}

/** What is waited for, null when the signal aborts first; leaves nothing behind on a signal that lives long. */
export function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | null> {
  return new Promise((resolve, reject) => {
    const end = (): void => resolve(null);
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', end));
  });
}
