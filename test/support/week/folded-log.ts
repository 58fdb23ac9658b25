import { type LogReader, memoryStream, parseStream, reviewStream } from '@countersign/event-store';
import { decodeMemoryEvent } from '@countersign/memory';
import { decodeReviewEvent, evolve, type Review } from '@countersign/review';
import { WORKSPACE } from '@countersign/testing';

/** What the log says of a review, folded by the domain alone. */
export async function foldedReview(log: LogReader, id: string): Promise<Review> {
  let review: Review | null = null;
  for await (const { id: event, type, data, envelope } of log.readStream(reviewStream(WORKSPACE, id))) {
    const decoded = decodeReviewEvent(type, data, envelope.schemaVersion);
    if (!decoded.ok) throw new Error(decoded.problem);
    review = evolve(review, decoded.event, event);
  }
  if (review === null) throw new Error(`the log has no review ${id}`);
  return review;
}

/** Ids of what is remembered of a session and not forgotten, with what it says. */
export async function rememberedIn(log: LogReader, session: string): Promise<ReadonlyMap<string, string>> {
  const remembered = new Map<string, string>();
  for await (const { type, data, envelope } of log.readStream(memoryStream(WORKSPACE, session))) {
    const decoded = decodeMemoryEvent(type, data, envelope.schemaVersion);
    if (!decoded.ok) throw new Error(decoded.problem);
    const { event } = decoded;
    if (event.type === 'MemoryForgotten') remembered.delete(event.memory);
    else event.memoryIds.forEach((id, index) => remembered.set(id, event.personal?.contents[index] ?? ''));
  }
  return remembered;
}

/** How many events of each type there are in streams of ours. */
export async function countsByType(log: LogReader): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  const head = await log.head();
  const { signal } = new AbortController();
  for await (const batch of log.follow({ after: null, maxBatch: 500, signal })) {
    for (const entry of batch) {
      if (entry.kind === 'foreign') continue;
      const { stream, type } = entry.event;
      if (parseStream(stream) !== null) counts.set(type, (counts.get(type) ?? 0) + 1);
    }
    if (head === null || (batch.at(-1)?.position ?? 0n) >= head) break;
  }
  return counts;
}
