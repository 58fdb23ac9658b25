/** So many numbers are kept for each position; an event with more memories is parked. */
export const MEMORIES_OF_AN_EVENT = 256;

/** A memory's own number, in the order of the log. */
export function memoryNumber(position: bigint, ordinal: number): number {
  return Number(position) * MEMORIES_OF_AN_EVENT + ordinal;
}
