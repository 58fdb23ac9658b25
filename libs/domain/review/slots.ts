import type { Holder, Principal, Review } from './review';

const NAMED = 'user:';
/** How an open slot is written where only a group's name has room. */
export const ANYONE = '*';

/** The holder that a group's name stands for: `*` is anyone, `user:<id>` a named user, all else a group. */
export function holderOf(name: string): Holder {
  if (name === ANYONE) return { kind: 'anyone' };
  if (name.startsWith(NAMED)) return { kind: 'user', user: name.slice(NAMED.length) };
  return { kind: 'group', group: name };
}

/** How a holder is written where only a group's name has room; the inverse of {@link holderOf}. */
export function holderName(holder: Holder): string {
  switch (holder.kind) {
    case 'group':
      return holder.group;
    case 'user':
      return `${NAMED}${holder.user}`;
    case 'anyone':
      return ANYONE;
  }
}

function isHeldBy(holder: Holder, principal: Principal): boolean {
  switch (holder.kind) {
    case 'group':
      return principal.groups.includes(holder.group);
    case 'user':
      return principal.id === holder.user;
    case 'anyone':
      return principal.roles.includes('reviewer') || principal.roles.includes('admin');
  }
}

/** Whom a principal stands for: he is a member of a slot exactly when its holder is one of these. */
export function holdersOf({ id, groups, roles }: Principal): readonly Holder[] {
  const own: Holder[] = [
    { kind: 'user', user: id },
    ...groups.map((group) => ({ kind: 'group', group }) as const),
  ];
  return roles.includes('reviewer') || roles.includes('admin') ? [...own, { kind: 'anyone' }] : own;
}

/** Indices of the slots that the principal is a member of, filled or not. */
export function slotsHeldBy(review: Review, principal: Principal): readonly number[] {
  return review.slots.flatMap((slot, index) => (isHeldBy(slot.holder, principal) ? [index] : []));
}

/** True where the slot is held for a group. */
export function isGroupSlot(review: Review, index: number): boolean {
  return review.slots[index]?.holder.kind === 'group';
}
