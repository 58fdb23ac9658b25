import type { MemoryEvent, MemoryState } from './memory';

const nothing: MemoryState = { sources: [], memories: [], revision: -1, updatedAt: 0 };

/** Folds one recorded fact into what a session remembers; a sealed memory stays with an empty sentence. */
export function evolveMemory(state: MemoryState | null, event: MemoryEvent, _eventId?: string): MemoryState {
  const before = state ?? nothing;
  switch (event.type) {
    case 'MemoriesCrystallised':
      return {
        sources: [...before.sources, event.source],
        memories: [
          ...before.memories,
          ...event.memoryIds.map((id, index) => ({
            id,
            content: event.personal?.contents[index] ?? '',
            createdAt: event.at,
            review: event.review,
            source: event.source,
          })),
        ],
        revision: before.revision + 1,
        updatedAt: Math.max(before.updatedAt, event.at),
      };
    case 'MemoryForgotten':
      return {
        ...before,
        memories: before.memories.filter(({ id }) => id !== event.memory),
        revision: before.revision + 1,
        updatedAt: Math.max(before.updatedAt, event.at),
      };
  }
}
