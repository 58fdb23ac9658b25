import { type Breach, breach, type ReviewState, timeOf, unless } from '@countersign/review';
import { memoryIdOf, runIdOf } from './derived-ids';
import type { MemoriesCrystallised, MemoryEvent, MemoryForgotten, MemoryState } from './memory';

/**
 * Holds one fact about memories against the rules, without asking the decider. `cited` is the review that it names, as
 * of now or later; null where there is none, undefined where it cannot be known.
 */
export function auditMemory(
  before: MemoryState | null,
  event: MemoryEvent,
  cited: ReviewState | undefined,
): readonly Breach[] {
  const updatedAt = before?.updatedAt ?? event.at;
  return [
    ...unless(
      event.at >= updatedAt,
      'time-went-back',
      `It says ${timeOf(event.at)}, and the fact before it ${timeOf(updatedAt)}.`,
    ),
    ...(event.type === 'MemoriesCrystallised'
      ? auditCrystals(before, event, cited)
      : auditForgotten(before, event)),
  ];
}

function auditCrystals(
  before: MemoryState | null,
  event: MemoriesCrystallised,
  cited: ReviewState | undefined,
): readonly Breach[] {
  const { source, runId, memoryIds, personal } = event;
  const isDerived = memoryIds.every((id, index) => id === memoryIdOf(source, index));
  return [
    ...auditSource(event, cited),
    ...unless(
      before?.sources.includes(source) !== true,
      'impossible-transition',
      `The outcome ${source} had been remembered already.`,
    ),
    ...unless(runId === runIdOf(source), 'wrong-derived-id', `The run ${runId} is not that of its source.`),
    ...unless(isDerived, 'wrong-derived-id', 'A memory has an id that does not come from its source.'),
    ...unless(
      personal === null || personal.contents.length === memoryIds.length,
      'wrong-derived-id',
      `There are ${personal?.contents.length ?? 0} sentences for ${memoryIds.length} memories.`,
    ),
  ];
}

/** What was approved or rejected is remembered, by the id of that very outcome. */
function auditSource(event: MemoriesCrystallised, cited: ReviewState | undefined): readonly Breach[] {
  if (cited === undefined) return [];
  const { review, source, session } = event;
  if (cited === null) return [breach('no-source', `There is no review ${review}.`)];
  const isOutcome = cited.decisions.some(
    ({ outcomeEventId, verdict }) => outcomeEventId === source && verdict !== 'revoke',
  );
  return [
    ...unless(isOutcome, 'no-source', `No outcome of the review ${review} has the id ${source}.`),
    ...unless(
      cited.session === session,
      'no-source',
      `The review ${review} is of the session ${cited.session}, and not of ${session}.`,
    ),
  ];
}

/** By a reviewer or an administrator. */
function auditForgotten(before: MemoryState | null, event: MemoryForgotten): readonly Breach[] {
  const { by, memory, review } = event;
  const known = before?.memories.find(({ id }) => id === memory);
  return [
    ...unless(known !== undefined, 'impossible-transition', `There is no memory ${memory} to forget.`),
    ...unless(
      known === undefined || known.review === review,
      'no-source',
      `The memory came out of the review ${known?.review ?? ''}, and not out of ${review}.`,
    ),
    ...unless(by.kind === 'human', 'barred', `${by.id} is an agent, and agents forget nothing.`),
    ...unless(
      by.roles.some((role) => role === 'reviewer' || role === 'admin'),
      'not-eligible',
      `${by.id} is neither reviewer nor administrator.`,
    ),
  ];
}
