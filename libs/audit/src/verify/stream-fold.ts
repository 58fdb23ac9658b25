import { hash } from 'node:crypto';
import { type ApiKeysState, NO_API_KEYS, type StandingKeys } from '@countersign/api-key';
import type { StreamName } from '@countersign/event-store';
import type { MemoryState } from '@countersign/memory';
import type { ReviewState } from '@countersign/review';
import { NO_RULES, type RulesState } from '@countersign/rule';

export type FoldedState =
  | { readonly kind: 'review'; readonly state: ReviewState }
  | { readonly kind: 'memory'; readonly state: MemoryState | null }
  | {
      readonly kind: 'rules';
      readonly state: RulesState;
      /** What they were before, each up to when the store took the change; only what was changed lately. */
      readonly earlier: readonly { readonly state: RulesState; readonly until: number }[];
    }
  | {
      readonly kind: 'apikeys';
      readonly state: ApiKeysState;
      /** When the store took the revocation of which key. */
      readonly revoked: ReadonlyMap<string, number>;
    };

/** What is kept of one stream between two of its events. */
export interface StreamFold {
  next: bigint;
  /** What the next event must continue; null: nothing, it is the first; undefined: that cannot be known. */
  hash: string | null | undefined;
  /** What the facts so far came to; `lost` once one of them is missing or cannot be read. */
  state: FoldedState | 'lost';
  /** The time that the last fact says. */
  at: number | null;
  /** Of the commands that it has recorded, as {@link commandPrint} has them. */
  readonly commands: Set<number>;
  /** What it takes, roughly. */
  bytes: number;
  /** As it was weighed last. */
  weighed: number;
}

const BASE_BYTES = 2_048;
const COMMAND_BYTES = 48;

export function emptyFold(kind: StreamName['kind']): StreamFold {
  const bytes = { bytes: BASE_BYTES, weighed: BASE_BYTES };
  return { next: 0n, hash: null, state: initial(kind), at: null, commands: new Set(), ...bytes };
}

function initial(kind: StreamName['kind']): FoldedState {
  switch (kind) {
    case 'review':
    case 'memory':
      return { kind, state: null };
    case 'rules':
      return { kind, state: NO_RULES, earlier: [] };
    case 'apikeys':
      return { kind, state: NO_API_KEYS, revoked: new Map() };
  }
}

/** 52 bits of a command's id, so that a million of them take no more than they must. */
export function commandPrint(commandId: string): number {
  return parseInt(hash('sha256', commandId).slice(0, 13), 16);
}

/**
 * Reckons what the fold takes, with what an append may have added. What is folded is weighed anew once a quarter of it was
 * added, so that a long history costs as much as it leaves, and weighing costs no more than reading it.
 */
export function weigh(
  fold: StreamFold,
  appended: readonly { readonly stored: { readonly data: unknown } }[],
): void {
  for (const { stored } of appended) fold.bytes += roughSize(stored.data);
  if (fold.bytes < 1.25 * fold.weighed) return;
  fold.weighed = BASE_BYTES + COMMAND_BYTES * fold.commands.size + stateSize(fold.state);
  fold.bytes = fold.weighed;
}

function stateSize(state: StreamFold['state']): number {
  if (state === 'lost') return 0;
  const own = roughSize(state.state);
  if (state.kind === 'apikeys') return own + roughSize(state.revoked);
  // Of the rules themselves nearly all are the same.
  if (state.kind === 'rules') return own + state.earlier.length * (64 + 8 * state.state.rules.length);
  return own;
}

/** What lies deeper than anything that is recorded is not looked at: it could be deeper than the stack. */
const DEEPEST = 100;

function roughSize(value: unknown, depth = 0): number {
  if (typeof value === 'string') return 16 + 2 * value.length;
  if (value === null || typeof value !== 'object' || depth > DEEPEST) return 16;
  const entries = value instanceof Map ? [...(value as Map<string, unknown>)] : Object.entries(value);
  return entries.reduce((sum, [key, part]) => sum + 2 * key.length + roughSize(part, depth + 1), 32);
}

/** The state of a review, undefined where it cannot be known. */
export function reviewIn(fold: StreamFold | null): ReviewState | undefined {
  const state = fold?.state ?? 'lost';
  return state !== 'lost' && state.kind === 'review' ? state.state : undefined;
}

export function keysIn(fold: StreamFold | null): StandingKeys | undefined {
  const state = fold?.state ?? 'lost';
  return state !== 'lost' && state.kind === 'apikeys' ? state : undefined;
}

/** A request may have read the rules so long before the store took it. */
const RULES_SLACK_MS = 60_000;

/** What the rules are, and what they had been a little before the store took something; undefined where unknown. */
export function rulesIn(fold: StreamFold | null, created: number): readonly RulesState[] | undefined {
  const state = fold?.state ?? 'lost';
  if (state === 'lost' || state.kind !== 'rules') return undefined;
  const lately = state.earlier.filter(({ until }) => Math.abs(created - until) <= RULES_SLACK_MS);
  return [state.state, ...lately.map((one) => one.state)];
}

export function rulesAfter(
  { state, earlier }: Extract<FoldedState, { readonly kind: 'rules' }>,
  after: RulesState,
  created: number,
): FoldedState {
  const lately = earlier.filter(({ until }) => Math.abs(created - until) <= RULES_SLACK_MS);
  return { kind: 'rules', state: after, earlier: [...lately, { state, until: created }] };
}
