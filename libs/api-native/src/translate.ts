import type { StreamMessage } from '@countersign/http';
import type { Change } from '@countersign/projections';
import { LRUCache } from 'lru-cache';
import { summaryOf } from './review-summary';
import { timeOf } from './shown';

type ReviewChange = Extract<Change, { kind: 'review' }>;
type MemoriesChange = Extract<Change, { kind: 'memories' }>;
type ForgottenChange = Extract<Change, { kind: 'memory-forgotten' }>;

/** UTF-16 units: many thousand changes, unless somebody's labels are long. */
const MOST_WRITTEN = 16 * 1024 * 1024;

/** However many follow, what a change says is written down once. */
const written = new LRUCache<Change, StreamMessage>({
  maxSize: MOST_WRITTEN,
  sizeCalculation: ({ data }) => data.length,
});

export function changeMessage(change: Change): StreamMessage {
  const known = written.get(change);
  if (known !== undefined) return known;
  const event = change.kind === 'review' ? 'review' : 'memories';
  const made = { id: change.position.toString(), event, data: JSON.stringify(dataOf(change)) };
  written.set(change, made);
  return made;
}

/** Something was missed; what comes now comes after this position. */
export function resetMessage(position: string): StreamMessage {
  return { id: position, event: 'reset', data: JSON.stringify({ position }) };
}

function dataOf(change: Change): object {
  switch (change.kind) {
    case 'review':
      return reviewData(change);
    case 'memories':
      return memoriesData(change);
    case 'memory-forgotten':
      return forgottenData(change);
  }
}

function reviewData({ position, eventId, type, review }: ReviewChange): object {
  return { position: position.toString(), eventId, type, review: summaryOf(review) };
}

function memoriesData({ position, eventId, session, review, source, ...run }: MemoriesChange): object {
  const { runId, memoryIds, at } = run;
  return {
    position: position.toString(),
    eventId,
    session,
    review,
    source,
    runId,
    memoryIds,
    at: timeOf(at),
  };
}

function forgottenData({ position, eventId, session, review, memory, at }: ForgottenChange): object {
  return { position: position.toString(), eventId, session, review, forgotten: [memory], at: timeOf(at) };
}
