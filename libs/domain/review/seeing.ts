import type { Principal, Review } from './review';

/** One reason to see a review. Plain values, so that a table of them can be joined by every query. */
export interface AudienceKey {
  readonly kind: 'user' | 'group' | 'role';
  readonly value: string;
}

/**
 * Who sees a review within its workspace (the design's *Seeing*): its requester and the human he asked for, the
 * members of its slots and force groups, its named users, reviewers where a slot is open to anyone, and the
 * workspace's administrators and auditors. Extra entries and the assignee give nobody sight of it.
 */
export function audienceOf(review: Review): AudienceKey[] {
  const { requester, slots, policy } = review;
  const keys: AudienceKey[] = [
    { kind: 'role', value: 'admin' },
    { kind: 'role', value: 'auditor' },
    { kind: 'user', value: requester.id },
  ];
  if (requester.onBehalfOf !== null) keys.push({ kind: 'user', value: requester.onBehalfOf });
  for (const { holder } of slots) {
    switch (holder.kind) {
      case 'group':
        keys.push({ kind: 'group', value: holder.group });
        break;
      case 'user':
        keys.push({ kind: 'user', value: holder.user });
        break;
      case 'anyone':
        keys.push({ kind: 'role', value: 'reviewer' });
        break;
    }
  }
  for (const group of policy.forceApprovalGroups) keys.push({ kind: 'group', value: group });
  return distinct(keys);
}

/** The keys that a principal holds: he sees a review of his workspace when one of them is in its audience. */
export function audienceKeysOf(principal: Principal): AudienceKey[] {
  return distinct([
    { kind: 'user', value: principal.id },
    ...principal.groups.map((value): AudienceKey => ({ kind: 'group', value })),
    ...principal.roles.map((value): AudienceKey => ({ kind: 'role', value })),
  ]);
}

/** The rule itself, by the same keys that the views join on. */
export function canSee(review: Review, principal: Principal): boolean {
  if (review.workspace !== principal.workspace) return false;
  const held = new Set(audienceKeysOf(principal).map(nameOf));
  return audienceOf(review).some((key) => held.has(nameOf(key)));
}

function nameOf(key: AudienceKey): string {
  return `${key.kind}:${key.value}`;
}

function distinct(keys: readonly AudienceKey[]): AudienceKey[] {
  return [...new Map(keys.map((key) => [nameOf(key), key])).values()];
}
