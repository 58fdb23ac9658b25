import type { Principal, RequestReview, ReviewCommand, TimeWindow } from '@countersign/review';
import {
  approve,
  ASKED_AT,
  claim,
  expire,
  extend,
  loseLease,
  reassign,
  reconcile,
  reject,
  report,
  requested,
  revoke,
  rule,
  withdraw,
} from './builders';
import { ada } from './callers';
import { agent7, alice } from './people';
import type { Hours, Terms, Wish } from './wishes';

/** Who asks under these terms. */
export function askerOf({ requester }: Terms): Principal {
  const asker = [alice, ada, agent7].find(({ id }) => id === requester);
  if (asker === undefined) throw new Error(`nobody is ${requester}`);
  return asker;
}

/** The request from which a review with these terms comes; what it cannot ask for stands in a rule. */
export function requestOf(terms: Terms, isRuled: boolean): RequestReview {
  const { holders, added, min, forceGroups, deadline, isJit, grantSeconds, assignee, amending } = terms;
  const own = holders.slice(0, holders.length - added);
  const plain = {
    at: ASKED_AT,
    actor: askerOf(terms),
    action: amending === 'allowed' ? 'accept' : 'exec',
    payload: { content: 'one' },
    deadline,
    assignee,
    type: isJit ? ('jit' as const) : ('onetime' as const),
    accessDurationSeconds: grantSeconds,
  };
  if (!isRuled) {
    const groups = assignee === null ? holders : [];
    return requested({ ...plain, groups, minApprovals: min, forceApprovalGroups: forceGroups });
  }
  return requested({
    ...plain,
    groups: holders.slice(own.length),
    rule: rule({
      groups: own,
      minApprovals: min,
      distinctApprovers: terms.distinct,
      forbidAdminSelfApproval: terms.forbidOwn,
      forceApprovalGroups: forceGroups,
      amending,
      reasonRequired: terms.reasonRequired,
    }),
  });
}

/** `tokens` are those of the leases, by their numbers. */
export function commandOf(
  wish: Wish,
  actor: Principal,
  at: number,
  tokens: readonly number[],
): ReviewCommand {
  switch (wish.kind) {
    case 'approve':
      return approve(actor, {
        ...decisionOf(wish, at),
        amendments: wish.content,
        timeWindow: windowOf(wish.hours),
      });
    case 'reject':
      return reject(actor, decisionOf(wish, at));
    case 'revoke':
      return revoke(actor, decisionOf(wish, at));
    case 'withdraw':
      return withdraw(actor, { at });
    case 'reassign':
      return reassign(actor, wish.to, { at });
    case 'claim':
      return claim(actor, { at, leaseSeconds: wish.seconds });
    case 'heartbeat':
      return extend(actor, { at, lease: wish.lease, fencingToken: tokenFor(wish, tokens) });
    case 'report':
      return report(actor, wish.outcome, { at, lease: wish.lease, fencingToken: tokenFor(wish, tokens) });
    case 'reconcile':
      return reconcile(actor, wish.finding, { at });
    case 'expire':
      return expire(at);
    case 'lose':
      return loseLease(at, wish.lease);
  }
}

type Decision = Extract<Wish, { readonly force: boolean }>;

function decisionOf({ force, note, pendingOnly }: Decision, at: number) {
  return { at, force, note, pendingOnly };
}

/** `HH:MM`, as a window is written. */
export function windowOf(hours: Hours | null): TimeWindow | null {
  const [start, end] = (hours ?? []).map((hour) => `${String(hour).padStart(2, '0')}:00`);
  return start === undefined || end === undefined ? null : { start, end };
}

export function tokenFor(
  { lease, hasToken }: { readonly lease: number; readonly hasToken: boolean },
  tokens: readonly number[],
): number {
  const token = tokens[lease - 1] ?? 0;
  return hasToken ? token : token + 1;
}
