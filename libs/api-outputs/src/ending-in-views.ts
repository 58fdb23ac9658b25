import { runIdOf } from '@countersign/memory';
import type { Views } from '@countersign/projections';
import type { Ending, Settlement } from './settlement';

const MOST_DECISIONS = 500;
const MOST_OPEN = 100;

/**
 * The end of a run that is older than the changes at hand, told at the place where the views are; null while it is not
 * over.
 */
export async function endingInViews(views: Views, settlement: Settlement): Promise<Ending | null> {
  const { review, caller, position: since } = settlement;
  const { session, outcome } = review;
  const { items } = await views.decisions.history(
    caller,
    { session, userId: outcome.by.id },
    { limit: MOST_DECISIONS, offset: 0 },
  );
  const decision = items.find((row) => row.review === review.id && row.decidedAt === outcome.at);
  const memoryIds = decision?.memoryIds ?? [];
  if (memoryIds.length === 0 && !(await isOver(views, settlement))) return null;
  const memories = memoryIds.length === 0 ? [] : await views.memories.ofSession(caller, session);
  return {
    runId: runIdOf(outcome.eventId),
    position: views.progress.position() ?? since,
    at: memories.find(({ id }) => id === memoryIds[0])?.createdAt ?? outcome.at,
    memoryIds,
  };
}

/** A run that left nothing is known to be over by what is still open: nothing as old as this. */
async function isOver(views: Views, { review, position }: Settlement): Promise<boolean> {
  const projections = await views.status();
  if (projections.some(({ state }) => state !== 'live')) return false;
  const open = await views.work.due(Number.MAX_SAFE_INTEGER, MOST_OPEN);
  const last = open.at(-1);
  if (open.length === MOST_OPEN && last !== undefined && last.position < position) return false;
  return open.every(({ source }) => source !== review.outcome.eventId);
}
