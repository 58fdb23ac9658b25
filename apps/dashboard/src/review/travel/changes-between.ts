import type { Review } from '@countersign/client';
import { nameOf } from '../../parts/names.ts';
import { statusWords } from '../../parts/status.ts';
import { momentOf } from '../../parts/time-words.ts';
import { holderWords } from '../review-words.ts';

export interface Change {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

/** What differs between a review at two points of its history, beside its content, in words. */
export function changesBetween(before: Review, after: Review): readonly Change[] {
  const then = new Map(factsOf(before));
  return factsOf(after).flatMap(([name, now]) => {
    const was = then.get(name) ?? NOTHING;
    return was === now ? [] : [{ name, before: was, after: now }];
  });
}

const NOTHING = 'none';

function factsOf(review: Review): readonly (readonly [string, string])[] {
  const { status, version, approvals, approvalsNeeded, slots, timeWindow: window } = review;
  return [
    ['Status', statusWords(status).word],
    ['Content', `version ${version}`],
    ['Approvals', `${approvals} of ${approvalsNeeded}`],
    ...slots.map(
      (slot, index) => [`Slot ${index + 1}, ${holderWords(slot.holder)}`, slotWords(slot)] as const,
    ),
    ['Assignee', review.assignee ?? NOTHING],
    ['Deadline', timeWords(review.deadline)],
    ['Good until', timeWords(review.accessUntil)],
    ['Only between', window === null ? NOTHING : `${window.start} and ${window.end} UTC`],
    ['Execution', executionWords(review)],
  ];
}

const timeWords = (time: string | null): string => (time === null ? NOTHING : momentOf(time));

function slotWords({ status, by, voided, forced }: Review['slots'][number]): string {
  if (voided) return 'open again, voided by an amendment';
  const who = by === null ? '' : ` by ${nameOf(by)}`;
  return `${SLOT_WORDS[status]}${who}${forced ? ', forced' : ''}`;
}

const SLOT_WORDS: Readonly<Record<Review['slots'][number]['status'], string>> = {
  PENDING: 'open',
  APPROVED: 'approved',
  REJECTED: 'rejected',
  REVOKED: 'revoked',
};

function executionWords({ leases, execution }: Review): string {
  if (leases.length === 0) return NOTHING;
  const times = leases.length === 1 ? 'claimed once' : `claimed ${leases.length} times`;
  return execution === null ? times : `${times}, ${execution}`;
}
