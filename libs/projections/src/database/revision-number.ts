const HIGHEST = BigInt(Number.MAX_SAFE_INTEGER);

/**
 * A revision as a column holds it. The store gives the end of a stream that was deleted for good the highest that it can
 * say, which no number is: it stands as the highest that one can be.
 */
export function revisionNumber(revision: bigint): number {
  return Number(revision < HIGHEST ? revision : HIGHEST);
}
