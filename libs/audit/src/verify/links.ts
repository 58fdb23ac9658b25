import { type BrokenLink, verifyLink } from '@countersign/event-store';
import type { FindingCode, Found } from './finding';
import type { OpenedEvent } from './opened-event';
import type { StreamFold } from './stream-fold';

const CODES = {
  envelope: 'no-envelope',
  data: 'unreadable',
  link: 'broken-chain',
  personal: 'wrong-personal-digest',
  content: 'wrong-hash',
} as const satisfies Record<BrokenLink['kind'], FindingCode>;

/** Holds an event against the chain of its stream; goes on from the hash that is stored, so that one break is told once. */
export function auditLink(fold: StreamFold, { stored, envelope }: OpenedEvent): readonly Found[] {
  const previous = fold.hash === undefined ? (envelope?.previous ?? null) : fold.hash;
  // First: what cannot be hashed must not have the next event accused.
  fold.hash = envelope === null ? undefined : envelope.hash;
  const link = verifyLink(stored, previous);
  if (!('problem' in link)) return [];
  return [{ code: CODES[link.kind], sentence: `${capital(link.problem)}.` }];
}

/**
 * Holds an event against the place that it should have. `follow`: it is the next, perhaps behind some that are missing.
 */
export function auditRevision(
  fold: StreamFold,
  { stored: { revision } }: OpenedEvent,
  mayBeginLate: boolean,
): { readonly isNext: boolean; readonly found: readonly Found[] } {
  const { next } = fold;
  if (revision === next) {
    fold.next += 1n;
    return { isNext: true, found: [] };
  }
  if (revision < next) {
    const sentence = `Revision ${revision} comes again where revision ${next} should be.`;
    return { isNext: false, found: [{ code: 'repeated-revision', sentence }] };
  }
  fold.next = revision + 1n;
  fold.hash = undefined;
  fold.state = 'lost';
  if (mayBeginLate && next === 0n) return { isNext: true, found: [] };
  const last = revision - 1n;
  const sentence =
    last === next
      ? `Revision ${next} is missing before it.`
      : `Revisions ${next} to ${last} are missing before it.`;
  return { isNext: true, found: [{ code: 'missing-revision', sentence }] };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
