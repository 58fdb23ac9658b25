import { type ApiKeysState, auditApiKeys, NO_API_KEYS } from '@countersign/api-key';
import type { StreamName } from '@countersign/event-store';
import { auditMemory, evolveMemory, type MemoryState } from '@countersign/memory';
import { auditReview, type Breach, type ReviewState } from '@countersign/review';
import { auditRules, NO_RULES, type RulesState } from '@countersign/rule';
import type { OpenedEvent } from './opened-event';

type State =
  | { readonly kind: 'review'; readonly state: ReviewState }
  | { readonly kind: 'memory'; readonly state: MemoryState | null }
  | { readonly kind: 'rules'; readonly state: RulesState }
  | { readonly kind: 'apikeys'; readonly state: ApiKeysState };

/** What is kept of one stream between two of its events. */
export interface StreamFold {
  next: bigint;
  /** What the next event must continue; null: nothing, it is the first; undefined: that cannot be known. */
  hash: string | null | undefined;
  /** What the facts so far came to; `lost` once one of them is missing or cannot be read. */
  state: State | 'lost';
  readonly commands: Set<string>;
  bytes: number;
}

const BASE_BYTES = 2_048;
const COMMAND_BYTES = 128;

export function emptyFold(kind: StreamName['kind']): StreamFold {
  return { next: 0n, hash: null, state: initial(kind), commands: new Set(), bytes: BASE_BYTES };
}

function initial(kind: StreamName['kind']): State {
  switch (kind) {
    case 'review':
    case 'memory':
      return { kind, state: null };
    case 'rules':
      return { kind, state: NO_RULES };
    case 'apikeys':
      return { kind, state: NO_API_KEYS };
  }
}

/** What the cache reckons that a fold takes: never less than what it holds of an event. */
export function weigh(fold: StreamFold, append: readonly OpenedEvent[]): void {
  for (const { stored } of append) fold.bytes += roughSize(stored.data);
  fold.bytes += COMMAND_BYTES;
}

/** What lies deeper than anything that is recorded is not looked at: it could be deeper than the stack. */
const DEEPEST = 100;

function roughSize(value: unknown, depth = 0): number {
  if (typeof value === 'string') return 16 + 2 * value.length;
  if (value === null || typeof value !== 'object' || depth > DEEPEST) return 16;
  return Object.entries(value).reduce(
    (sum, [key, part]) => sum + 2 * key.length + roughSize(part, depth + 1),
    32,
  );
}

/** The state of a review, undefined where it cannot be known. */
export function reviewIn(fold: StreamFold): ReviewState | undefined {
  if (fold.state === 'lost') return undefined;
  return fold.state.kind === 'review' ? fold.state.state : undefined;
}

export function rulesIn(fold: StreamFold): RulesState | undefined {
  if (fold.state === 'lost') return undefined;
  return fold.state.kind === 'rules' ? fold.state.state : undefined;
}

/**
 * Holds the facts of one append against the rules and folds them in; of each what is wrong. `cited` is the review that
 * a memory names. Nothing is said once the state is lost.
 */
export function judge(
  fold: StreamFold,
  append: readonly OpenedEvent[],
  cited: ReviewState | undefined,
): readonly (readonly Breach[])[] {
  if (append.some(({ fact }) => fact === null)) fold.state = 'lost';
  const { state: folded } = fold;
  if (folded === 'lost') return append.map(() => []);
  switch (folded.kind) {
    case 'review': {
      const facts = append.flatMap(({ fact, stored }) =>
        fact?.kind === 'review' ? [{ event: fact.event, id: stored.id }] : [],
      );
      const { breaches, after } = auditReview(folded.state, facts);
      // Without its request nothing of a review can be judged.
      fold.state = after === null ? 'lost' : { kind: 'review', state: after };
      return breaches;
    }
    case 'memory':
      return append.map(({ fact, stored }) => {
        if (fact?.kind !== 'memory' || fold.state === 'lost' || fold.state.kind !== 'memory') return [];
        const before = fold.state.state;
        const found = auditMemory(before, fact.event, cited);
        fold.state = { kind: 'memory', state: evolveMemory(before, fact.event, stored.id) };
        return found;
      });
    case 'rules':
      return append.map(({ fact }) => {
        if (fact?.kind !== 'rules' || fold.state === 'lost' || fold.state.kind !== 'rules') return [];
        const { breaches, after } = auditRules(fold.state.state, fact.event);
        fold.state = { kind: 'rules', state: after };
        return breaches;
      });
    case 'apikeys':
      return append.map(({ fact }) => {
        if (fact?.kind !== 'apikeys' || fold.state === 'lost' || fold.state.kind !== 'apikeys') return [];
        const { breaches, after } = auditApiKeys(fold.state.state, fact.event);
        fold.state = { kind: 'apikeys', state: after };
        return breaches;
      });
  }
}
