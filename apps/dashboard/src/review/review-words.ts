import type { Review } from '@countersign/client';
import { nameOf } from '../parts/names.ts';

type Holder = Review['slots'][number]['holder'];

/** Who may fill a slot. */
export function holderWords(holder: Holder): string {
  switch (holder.kind) {
    case 'group':
      return holder.group;
    case 'user':
      return holder.user;
    case 'anyone':
      return 'any reviewer';
  }
}

const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;

/** `tool_call` as people say it. */
const spoken = (word: string): string => word.replaceAll(/[_-]+/g, ' ');

/** What is asked for, and by whom, in one sentence. */
export function askedSentence({ requester, onBehalfOf, action, subjectKind, subjectId }: Review): string {
  const who = `${nameOf(requester)}${onBehalfOf === null ? '' : `, for ${onBehalfOf},`}`;
  return `${who} asks to ${spoken(action)} this ${spoken(subjectKind)}${subjectId === null ? '' : ` (${subjectId})`}.`;
}

/** What it still needs, or how it came out. */
export function standingSentence(review: Review): string {
  const { status, missing, decidedBy } = review;
  const by = decidedBy === null ? '' : ` by ${nameOf(decidedBy)}`;
  switch (status) {
    case 'PENDING':
      return missingSentence(missing);
    case 'APPROVED':
      return `Approved${by}; not executed yet.`;
    case 'REJECTED':
      return `Rejected${by}.`;
    case 'REVOKED':
      return `Revoked${by}: it may be executed no more.`;
    case 'EXPIRED':
      return 'Nobody decided it in time.';
    case 'WITHDRAWN':
      return 'Withdrawn by whoever asked for it.';
    case 'PROCESSING':
      return `Approved${by}, and being executed now.`;
    case 'EXECUTED':
      return `Approved${by}, and executed: it ${review.execution === 'failed' ? 'failed' : 'succeeded'}.`;
    case 'UNKNOWN':
      return 'It was being executed, and nobody knows how that ended.';
  }
}

function missingSentence({ approvals, openSlots, secondPerson }: Review['missing']): string {
  // Between an approval and what comes of it, in the past.
  if (approvals === 0 && !secondPerson) return 'It has all the approvals that it needs.';
  const second = 'Somebody other than its amender has to approve it.';
  if (approvals === 0) return second;
  const holders = [...new Set(openSlots.map(({ holder }) => holderWords(holder)))];
  const enough = approvals < openSlots.length ? 'one of ' : '';
  const needs = `Needs ${approvals} more ${approvals === 1 ? 'approval' : 'approvals'}`;
  const from = holders.length === 0 ? '' : `, from ${enough}${listed(holders)}`;
  return `${needs}${from}.${secondPerson ? ` ${second}` : ''}`;
}

type Permission = keyof NonNullable<Review['permissions']>;

const REASONS: Readonly<Record<string, string>> = {
  'self-approval': 'You asked for this yourself, or for whom it was asked: somebody else has to approve it.',
  'not-eligible': 'You are in none of the groups that still have to approve it.',
  'agents-cannot-decide': 'You are signed in as an agent. Agents ask; people decide.',
  'insufficient-scope': 'Your credential is not good for deciding.',
  'not-requester': 'Only whoever asked for it may do this.',
};

/** Why the reader may not, in words for him; null where he may. */
export function whyNot(review: Review, permission: Permission): string | null {
  if (review.permissions === null) return 'This is the review as it was. Nothing can be decided here.';
  const refusal = review.permissions[permission];
  if (refusal === null) return null;
  return REASONS[refusal.type.replace('urn:countersign:problem:', '')] ?? `${refusal.detail}.`;
}
