import type { MemoryCommand, MemoryDecideResult, MemoriesCrystallised, MemoryState } from './memory';

/**
 * The rules of remembering (the design's *Remembering*): one `MemoriesCrystallised` closes a source, a second one is
 * refused. Pure; `state` is null where the session has no memories yet.
 */
export function decideMemory(command: MemoryCommand, state: MemoryState | null): MemoryDecideResult {
  switch (command.kind) {
    case 'RecordMemories': {
      if (state?.sources.includes(command.source) === true) {
        return { kind: 'refused', refusal: { code: 'already-crystallised' } };
      }
      const event: MemoriesCrystallised = {
        type: 'MemoriesCrystallised',
        at: Math.max(command.at, state?.updatedAt ?? command.at),
        workspace: command.workspace,
        session: command.session,
        review: command.review,
        source: command.source,
        runId: command.runId,
        memoryIds: command.memories.map(({ id }) => id),
        personal: { contents: command.memories.map(({ content }) => content) },
      };
      return { kind: 'accepted', events: [event] };
    }
  }
}
