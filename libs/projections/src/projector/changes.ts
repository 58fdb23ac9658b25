import type { RecordedEvent } from '@countersign/event-store';
import type { MemoryEvent } from '@countersign/memory';
import type { AudienceKey } from '@countersign/review';
import type { WeighedChange } from '../progress/change-ring';
import type { FoldedReview } from '../projections/projection';
import { roughSize } from './rough-size';

/** What an event says to those who listen. */
export function reviewChange(
  { position, id: eventId }: RecordedEvent,
  type: string,
  { review, audience, weight }: Pick<FoldedReview, 'review' | 'audience' | 'weight'>,
): WeighedChange {
  return { change: { kind: 'review', position, eventId, type, review, audience }, weight };
}

export function memoryChange(
  { position, id: eventId }: RecordedEvent,
  event: MemoryEvent,
  audience: readonly AudienceKey[],
): WeighedChange {
  const { workspace, session, review, at } = event;
  const about = { position, eventId, workspace, session, review, audience, at };
  switch (event.type) {
    case 'MemoriesCrystallised': {
      const { source, runId, memoryIds } = event;
      const change = { kind: 'memories', ...about, source, runId, memoryIds } as const;
      return { change, weight: roughSize(memoryIds) };
    }
    case 'MemoryForgotten': {
      const { memory } = event;
      return { change: { kind: 'memory-forgotten', ...about, memory }, weight: roughSize(memory) };
    }
  }
}
