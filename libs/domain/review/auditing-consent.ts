import type { Actor, Holder, Review } from './review';

/*
 * What makes consent, said once more and in other words than where it is decided: an auditor who asked the decider
 * would repeat its mistakes.
 */

/** By the groups and roles that were recorded with the fact. */
function isMember(holder: Holder, { id, groups, roles }: Actor): boolean {
  switch (holder.kind) {
    case 'group':
      return groups.includes(holder.group);
    case 'user':
      return holder.user === id;
    case 'anyone':
      return roles.some((role) => role === 'reviewer' || role === 'admin');
  }
}

/** Indices of the slots of which the actor is a member. */
export function placesOf({ slots }: Review, actor: Actor): readonly number[] {
  return [...slots.keys()].filter((index) => isMember((slots[index] as { holder: Holder }).holder, actor));
}

export function isAuditorOnly({ roles }: Actor): boolean {
  return roles.length > 0 && roles.every((role) => role === 'auditor');
}

export function isForGroup(review: Review, slot: number): boolean {
  return review.slots[slot]?.holder.kind === 'group';
}

interface Counted {
  readonly policy: { readonly minApprovals: number; readonly addedSlots: number };
}

/** Every added slot is approved, and of the others as many as are needed. */
export function isEnough({ policy }: Counted, isApproved: readonly boolean[]): boolean {
  const own = isApproved.slice(0, isApproved.length - policy.addedSlots);
  const added = isApproved.slice(own.length);
  const { minApprovals: least } = policy;
  const needed = least > 0 && least < own.length ? least : own.length;
  return added.every(Boolean) && own.filter(Boolean).length >= needed;
}

export function hasConsent(review: Review): boolean {
  return isEnough(
    review,
    review.slots.map(({ status }) => status === 'APPROVED'),
  );
}

/** Nobody but its amender has approved the amended content, where somebody else must. */
export function lacksSecondPerson({ policy, proposal, versions, decisions }: Review): boolean {
  if (policy.amending !== 'second-person' || proposal.version < 2) return false;
  const amender = versions.at(-1)?.by;
  const approvers = decisions.filter(
    ({ verdict, voided, version }) => verdict === 'approve' && !voided && version === proposal.version,
  );
  return approvers.every(({ by }) => by.id === amender);
}

export function isSame(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((value, index) => value === other[index]);
}

export const listed = (values: readonly (string | number)[]): string =>
  values.length === 0 ? 'none' : values.join(', ');
