import type { SeenBuild } from '../builds/builds';
import { isLaterBuild, isSameBuild } from '../database/table';
import type { BuildId } from '../database/table';

/** A build that nobody has kept alive for so long belongs to a version that was gone back from. */
const ABANDONED_MS = 60_000;

/**
 * Which build the views for other programs should be over, given the one that they are over now: the latest that serves
 * and has everything that they show. One that nobody writes any more gives way to any that is ahead of it. Where they are
 * over none, the one that is live here.
 *
 * @param live what this process serves, where that has reached the log's head
 */
export function buildToShow(
  rows: readonly SeenBuild[],
  over: BuildId | null,
  live: BuildId | null,
): SeenBuild | null {
  const serving = rows.filter(({ state }) => state === 'serving');
  const standing = over === null ? undefined : standsFor(over, serving);
  if (standing === undefined) return serving.find((row) => live !== null && isSameBuild(row, live)) ?? null;
  const later = serving.findLast((row) => isLaterBuild(row, standing) && row.position >= standing.position);
  const isAbandoned = standing.until + ABANDONED_MS < standing.now;
  const ahead = isAbandoned ? serving.findLast(({ position }) => position > standing.position) : undefined;
  return later ?? ahead ?? standing;
}

/** The build itself, or the one that has taken its place. */
function standsFor(over: BuildId, serving: readonly SeenBuild[]): SeenBuild | undefined {
  return (
    serving.find((row) => isSameBuild(row, over)) ??
    serving.findLast(({ version }) => version === over.version)
  );
}
