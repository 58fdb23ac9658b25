import { runIdOf } from '@countersign/memory';
import type { Views } from '@countersign/projections';
import type { Ending, Settlement } from './settlement';

const MOST_DECISIONS = 500;

/**
 * The end of a run that is older than the changes at hand, told at the place where the views are; null while it is not
 * over.
 */
export async function endingInViews(views: Views, settlement: Settlement): Promise<Ending | null> {
  const { review, caller, position: since } = settlement;
  const at = views.progress.position();
  // Of what they have not come to they say nothing.
  if (at === null || at < since) return null;
  const { session, outcome } = review;
  const { items } = await views.decisions.history(
    caller,
    { session, userId: outcome.by.id },
    { limit: MOST_DECISIONS, offset: 0 },
  );
  const decision = items.find((row) => row.review === review.id && row.decidedAt === outcome.at);
  const memoryIds = decision?.memoryIds ?? [];
  // A run that left nothing is over once it is not left to do.
  const { crystallise } = views.reactions;
  if (memoryIds.length === 0 && (await crystallise.isOpen(outcome.eventId))) return null;
  const memories = memoryIds.length === 0 ? [] : await views.memories.ofSession(caller, session);
  return {
    runId: runIdOf(outcome.eventId),
    position: at,
    at: memories.find(({ id }) => id === memoryIds[0])?.createdAt ?? outcome.at,
    memoryIds,
  };
}
