/**
 * The client keeps the appends that wait for an answer in one table for the whole process, and empties it when any of
 * its append calls fails. An answer that arrives afterwards makes its data handler throw `TypeError: undefined is not
 * iterable`, as an uncaught exception; and writes that were queued behind a full connection reject promises that
 * nobody holds. Both concern appends that were already told to be unknown, so nothing is lost by swallowing them, but
 * the call that threw may not be read any further and has to be given up: whoever listens is told.
 */
const listeners = new Set<() => void>();

/** Swallows exactly these two faults for as long as somebody listens; returns how to stop. */
export function guardClientFaults(onFault: () => void): () => void {
  if (listeners.size === 0) {
    process.on('uncaughtException', onUncaughtException);
    process.on('unhandledRejection', onUnhandledRejection);
  }
  listeners.add(onFault);
  return () => {
    if (!listeners.delete(onFault) || listeners.size > 0) return;
    process.off('uncaughtException', onUncaughtException);
    process.off('unhandledRejection', onUnhandledRejection);
  };
}

/** True for the table's TypeError out of the client's append, and for nothing else. */
function isLateAnswer(error: unknown): boolean {
  return (
    isNamed(error, 'TypeError') &&
    error.message.includes('undefined is not iterable') &&
    isFromBatchAppend(error.stack)
  );
}

/** True for the gRPC error of a broken append call that reached a queued write. */
function isLostWrite(reason: unknown): boolean {
  return (
    isNamed(reason, 'Error') &&
    typeof (reason as { readonly code?: unknown }).code === 'number' &&
    isFromBatchAppend(reason.stack)
  );
}

function onUncaughtException(error: unknown): void {
  if (isLateAnswer(error)) tell();
  else if (process.listenerCount('uncaughtException') === 1) throw error;
}

function onUnhandledRejection(reason: unknown): void {
  if (isLostWrite(reason)) tell();
  else if (process.listenerCount('unhandledRejection') === 1) throw reason;
}

function tell(): void {
  for (const listener of listeners) listener();
}

/** By name, not by class: the error may come from another realm. */
function isNamed(error: unknown, name: string): error is Error {
  return error !== null && typeof error === 'object' && (error as { readonly name?: unknown }).name === name;
}

/** With source maps the client's stacks name its sources. */
function isFromBatchAppend(stack: string | undefined): boolean {
  return stack !== undefined && /\bbatchAppend\.[jt]s\b/.test(stack);
}
