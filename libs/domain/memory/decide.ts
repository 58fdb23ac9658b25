import { actorOf, barredFrom, nameOf } from '@countersign/review';
import type {
  ForgetMemory,
  MemoriesCrystallised,
  MemoryCommand,
  MemoryDecideResult,
  MemoryEvent,
  MemoryForgotten,
  MemoryRefusal,
  MemoryState,
  RecordMemories,
} from './memory';

/** The rules of remembering (the design's *Remembering*). Pure; `state` is null where the session has no memories yet. */
export function decideMemory(command: MemoryCommand, state: MemoryState | null): MemoryDecideResult {
  switch (command.kind) {
    case 'RecordMemories':
      return record(command, state);
    case 'ForgetMemory':
      return forget(command, state);
  }
}

/** The tenant on whose stream a command is decided. */
export function workspaceOf(command: MemoryCommand): string {
  switch (command.kind) {
    case 'RecordMemories':
      return command.workspace;
    case 'ForgetMemory':
      return command.actor.workspace;
  }
}

/** One `MemoriesCrystallised` closes a source, a second one is refused. */
function record(command: RecordMemories, state: MemoryState | null): MemoryDecideResult {
  if (state?.sources.includes(command.source) === true) return refused('already-crystallised');
  const event: MemoriesCrystallised = {
    type: 'MemoriesCrystallised',
    at: timeOf(command, state),
    workspace: command.workspace,
    session: command.session,
    review: command.review,
    source: command.source,
    runId: command.runId,
    memoryIds: command.memories.map(({ id }) => id),
    personal: { contents: command.memories.map(({ content }) => content) },
  };
  return accepted(event);
}

/** Only people forget: what agents could take away would be evidence no more. */
function forget(command: ForgetMemory, state: MemoryState | null): MemoryDecideResult {
  const { actor, session, memory: id, note } = command;
  const bar = barredFrom('forget', actor);
  if (bar !== null) return refused(bar);
  const memory = state?.memories.find((one) => one.id === id);
  if (memory === undefined) return refused('not-found');
  const event: MemoryForgotten = {
    type: 'MemoryForgotten',
    at: timeOf(command, state),
    by: actorOf(actor),
    workspace: actor.workspace,
    session,
    review: memory.review,
    memory: id,
    personal: { by: nameOf(actor), note },
  };
  return accepted(event);
}

function timeOf({ at }: MemoryCommand, state: MemoryState | null): number {
  return Math.max(at, state?.updatedAt ?? at);
}

function accepted(event: MemoryEvent): MemoryDecideResult {
  return { kind: 'accepted', events: [event] };
}

function refused(code: MemoryRefusal['code']): MemoryDecideResult {
  return { kind: 'refused', refusal: { code } };
}
