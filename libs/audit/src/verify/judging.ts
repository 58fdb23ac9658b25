import { auditApiKeys } from '@countersign/api-key';
import { auditMemory, evolveMemory } from '@countersign/memory';
import { auditReview, type Breach, breach, type ReviewState } from '@countersign/review';
import { auditRules } from '@countersign/rule';
import type { OpenedEvent } from './opened-event';
import { type FoldedState, rulesAfter, type StreamFold } from './stream-fold';

/** What is known beside the stream of an append. */
export interface Beside {
  /** Of each event: the review that a memory names; null where there is none, undefined where it cannot be known. */
  readonly cited: readonly (ReviewState | undefined)[];
  /** Whether nothing that was recorded with them can be missing behind them. */
  readonly isWhole: boolean;
}

/**
 * Holds the facts of one append against the rules and folds them in: of each what is wrong, null where nothing could be
 * said, which is so once the state is lost.
 */
export function judge(
  fold: StreamFold,
  append: readonly OpenedEvent[],
  { cited, isWhole }: Beside,
): readonly (readonly Breach[] | null)[] {
  if (append.some(({ fact }) => fact === null)) fold.state = 'lost';
  if (fold.state === 'lost') return append.map(() => null);
  if (fold.state.kind === 'review') {
    const facts = append.flatMap(({ fact, stored }) =>
      fact?.kind === 'review' ? [{ event: fact.event, id: stored.id }] : [],
    );
    const { breaches, after } = auditReview(fold.state.state, facts, isWhole);
    // Without its request nothing of a review can be judged.
    fold.state = after === null ? 'lost' : { kind: 'review', state: after };
    return breaches;
  }
  return append.map((event, index) => {
    if (fold.state === 'lost') return null;
    const { breaches, after } = judgeOne(fold.state, event, cited[index]);
    fold.state = after;
    return index === 0 ? breaches : [alone(event), ...breaches];
  });
}

function alone({ stored }: OpenedEvent): Breach {
  return breach('impossible-append', `No command records ${stored.type} behind another fact of its own.`);
}

interface Judged {
  readonly breaches: readonly Breach[];
  readonly after: FoldedState | 'lost';
}

/** Of what is recorded one by one. */
function judgeOne(
  before: FoldedState,
  { fact, stored }: OpenedEvent,
  cited: ReviewState | undefined,
): Judged {
  if (before.kind === 'memory' && fact?.kind === 'memory') {
    const breaches = auditMemory(before.state, fact.event, cited);
    return { breaches, after: { kind: 'memory', state: evolveMemory(before.state, fact.event, stored.id) } };
  }
  if (before.kind === 'rules' && fact?.kind === 'rules') {
    const { breaches, after } = auditRules(before.state, fact.event);
    return { breaches, after: rulesAfter(before, after, stored.created) };
  }
  if (before.kind === 'apikeys' && fact?.kind === 'apikeys') {
    const { breaches, after } = auditApiKeys(before.state, fact.event);
    const { key, type } = fact.event;
    const isFirst = type === 'ApiKeyRevoked' && !before.revoked.has(key);
    const revoked = isFirst ? new Map(before.revoked).set(key, stored.created) : before.revoked;
    return { breaches, after: { kind: 'apikeys', state: after, revoked } };
  }
  return { breaches: [], after: 'lost' };
}
