/** Resolves after so many milliseconds; rejects with the signal's reason as soon as it aborts. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(reasonOf(signal));
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(reasonOf(signal));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

export const reasonOf = (signal: AbortSignal | undefined): Error => signal?.reason as Error;

/** A signal that aborts with another one, or by itself. */
export interface Leash {
  readonly signal: AbortSignal;
  readonly abort: (reason: unknown) => void;
  /** Calls `abort` after so many milliseconds; a later call takes the place of an earlier one. */
  readonly after: (ms: number, reason: () => unknown) => void;
  /** Forgets what `after` was to do. */
  readonly rest: () => void;
  /** To be called when it is over: it lets go of the other signal and of the time. */
  readonly release: () => void;
}

/** `AbortSignal.any` keeps what it follows for as long as that lives; this lets go. */
export function leash(outer: AbortSignal | undefined): Leash {
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const abort = (reason: unknown): void => controller.abort(reason);
  const onAbort = (): void => abort(reasonOf(outer));
  if (outer?.aborted) onAbort();
  else outer?.addEventListener('abort', onAbort, { once: true });
  return {
    signal: controller.signal,
    abort,
    after: (ms, reason) => {
      clearTimeout(timer);
      timer = setTimeout(() => abort(reason()), ms);
    },
    rest: () => clearTimeout(timer),
    release: () => {
      clearTimeout(timer);
      outer?.removeEventListener('abort', onAbort);
    },
  };
}
