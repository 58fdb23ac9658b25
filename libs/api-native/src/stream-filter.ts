import type { Change } from '@countersign/projections';
import { type Principal, type Review, sightOf } from '@countersign/review';
import { labelOf, type StreamQuery } from './schema';

type Test<Subject> = (subject: Subject) => boolean;

/**
 * Which changes concern a caller: those that he may see and that pass his filters, a review as it is after the change.
 * Memories have nothing of a review but its session: any other filter leaves them out.
 */
export function concernOf(caller: Principal, query: StreamQuery): Test<Change> {
  const sees = sightOf(caller);
  const passes = reviewTests(query, caller);
  const { session } = query;
  const takesMemories = passes.length === 0;
  return (change) => {
    switch (change.kind) {
      case 'review': {
        const { review, audience } = change;
        if (!sees(review.workspace, audience)) return false;
        return (session === undefined || review.session === session) && passes.every((test) => test(review));
      }
      case 'memories':
      case 'memory-forgotten':
        if (!takesMemories || !sees(change.workspace, change.audience)) return false;
        return session === undefined || change.session === session;
    }
  };
}

/** One test a parameter that is given, but for the session. */
function reviewTests(query: StreamQuery, caller: Principal): readonly Test<Review>[] {
  const { status, kind, action, thread, group, requester, assignee, mine, label } = query;
  const tests: Test<Review>[] = [];
  if (status !== undefined) tests.push((review) => status.includes(review.status));
  if (kind !== undefined) tests.push(({ subject }) => subject.kind === kind);
  if (action !== undefined) tests.push((review) => review.action === action);
  if (thread !== undefined) tests.push(({ links }) => links.thread === thread);
  if (group !== undefined)
    tests.push(({ slots }) => slots.some(({ holder }) => holder.kind === 'group' && holder.group === group));
  if (requester !== undefined) tests.push((review) => review.requester.id === requester);
  if (assignee !== undefined) tests.push((review) => review.assignee === assignee);
  if (mine)
    tests.push((review) => review.requester.id === caller.id || review.requester.onBehalfOf === caller.id);
  for (const text of label ?? []) {
    const [key = '', value] = labelOf(text) ?? [];
    tests.push(({ labels }) => Object.hasOwn(labels, key) && labels[key] === value);
  }
  return tests;
}
