import type { Principal, Review } from './review';

/** One reason to see a review. Plain values, so that a table of them can be joined by every query. */
export interface AudienceKey {
  readonly kind: 'user' | 'group' | 'role' | 'scope';
  readonly value: string;
}

/** What is in the audience of every review, and so need not be kept of each. */
const OVERSEERS: readonly AudienceKey[] = [
  { kind: 'role', value: 'admin' },
  { kind: 'role', value: 'auditor' },
];

/** Whether whoever holds it sees every review of his workspace. */
export function isOverseeing({ kind, value }: AudienceKey): boolean {
  return OVERSEERS.some((key) => key.kind === kind && key.value === value);
}

/**
 * Who sees a review within its workspace (the design's *Seeing*): its requester and the human he asked for, the
 * members of its slots and force groups, its named users, reviewers where a slot is open to anyone, credentials with
 * the scope `execute` once it is approved, and the workspace's administrators and auditors. Extra entries and the
 * assignee give nobody sight of it.
 */
export function audienceOf(review: Review): AudienceKey[] {
  const { requester, slots, policy } = review;
  const keys: AudienceKey[] = [...OVERSEERS, { kind: 'user', value: requester.id }];
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
  if (wasApproved(review)) keys.push({ kind: 'scope', value: 'execute' });
  return distinct(keys);
}

/** Whether it ever was: an executor goes on seeing what it was given, also when consent is taken back. */
export function wasApproved(review: Review): boolean {
  return 'accessUntil' in review && review.accessUntil !== null;
}

/** The keys that a principal holds: he sees a review of his workspace when one of them is in its audience. */
export function audienceKeysOf(principal: Principal): AudienceKey[] {
  return distinct([
    { kind: 'user', value: principal.id },
    ...principal.groups.map((value): AudienceKey => ({ kind: 'group', value })),
    ...principal.roles.map((value): AudienceKey => ({ kind: 'role', value })),
    ...principal.scopes.map((value): AudienceKey => ({ kind: 'scope', value })),
  ]);
}

/** The rule itself, by the same keys that the views join on. */
export function canSee(review: Review, principal: Principal): boolean {
  return sightOf(principal)(review.workspace, audienceOf(review));
}

/** Whether one principal sees what has this audience in this workspace; his keys are laid out once, for many looks. */
export function sightOf(
  principal: Principal,
): (workspace: string, audience: readonly AudienceKey[]) => boolean {
  const own = principal.workspace;
  const held: Record<AudienceKey['kind'], Set<string>> = {
    user: new Set(),
    group: new Set(),
    role: new Set(),
    scope: new Set(),
  };
  for (const { kind, value } of audienceKeysOf(principal)) held[kind].add(value);
  return (workspace, audience) =>
    workspace === own && audience.some(({ kind, value }) => held[kind].has(value));
}

function nameOf(key: AudienceKey): string {
  return `${key.kind}:${key.value}`;
}

function distinct(keys: readonly AudienceKey[]): AudienceKey[] {
  return [...new Map(keys.map((key) => [nameOf(key), key])).values()];
}
