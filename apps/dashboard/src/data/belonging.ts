import type { Me, ReviewFilter, ReviewSummary } from '@countersign/client';

export type Reader = Pick<Me, 'id' | 'groups' | 'roles' | 'kind'>;

/**
 * Whether a review belongs into a list, as far as a row can say. Who may decide is decided by the gateway, and words
 * are found by it: here it is only whether to say that there is something new.
 */
export function mayBelong(review: ReviewSummary, filter: ReviewFilter, reader: Reader): boolean {
  if (filter.q !== undefined) return false;
  if (filter.decidable === true && !mayDecide(review, reader)) return false;
  if (filter.mine === true && !isMine(review, reader)) return false;
  return isAsFiltered(review, filter);
}

export function isAsFiltered(review: ReviewSummary, filter: ReviewFilter): boolean {
  const { status = [], label = [], group } = filter;
  return (
    (status.length === 0 || status.includes(review.status)) &&
    isAbout(review, filter) &&
    isWithin(review.requestedAt, filter) &&
    (group === undefined || review.groups.includes(group)) &&
    label.every((one) => hasLabel(review, one))
  );
}

const isAbout = (
  review: ReviewSummary,
  { kind, action, session, thread, requester, assignee }: ReviewFilter,
): boolean =>
  is(kind, review.subjectKind) &&
  is(action, review.action) &&
  is(session, review.session) &&
  is(thread, review.thread) &&
  is(requester, review.requester.id) &&
  is(assignee, review.assignee);

function isWithin(time: string, { createdFrom, createdTo }: ReviewFilter): boolean {
  const asked = Date.parse(time);
  return (
    (createdFrom === undefined || asked >= Date.parse(createdFrom)) &&
    (createdTo === undefined || asked < Date.parse(createdTo))
  );
}

const is = (wanted: string | undefined, found: string | null): boolean =>
  wanted === undefined || wanted === found;

function hasLabel({ labels }: ReviewSummary, label: string): boolean {
  const colon = label.indexOf(':');
  return labels[label.slice(0, colon)] === label.slice(colon + 1);
}

const isMine = ({ requester, onBehalfOf }: ReviewSummary, { id }: Reader): boolean =>
  requester.id === id || onBehalfOf === id;

function mayDecide(review: ReviewSummary, reader: Reader): boolean {
  const { status, requester, onBehalfOf, slots } = review;
  if (status !== 'PENDING' || reader.kind === 'agent' || requester.id === reader.id) return false;
  return slots.some(
    (slot) =>
      slot.status === 'PENDING' &&
      isHeldBy(slot.holder, reader) &&
      // For whom an agent asked may approve where he is named, and not for a group of his.
      !(onBehalfOf === reader.id && slot.holder.kind === 'group'),
  );
}

function isHeldBy(holder: ReviewSummary['slots'][number]['holder'], { id, groups, roles }: Reader): boolean {
  switch (holder.kind) {
    case 'group':
      return groups.includes(holder.group);
    case 'user':
      return holder.user === id;
    case 'anyone':
      return roles.includes('reviewer') || roles.includes('admin');
  }
}
