import type { ReviewEvent } from './events';

/** A history that no sequence of accepted commands can have written. */
export function corrupt(event: ReviewEvent, problem: string): Error {
  return new Error(`corrupt history: ${event.type} ${problem}`);
}
