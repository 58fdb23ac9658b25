import { barredFrom } from './actions';
import { hasEnoughApprovals } from './approvals';
import { digestOf } from './proposal';
import { actorOf, nameOf } from './principal';
import type { DecideResult } from './refusal';
import type { RequestReview } from './commands';
import type { Holder, MatchedRule, Policy, ReviewType } from './review';
import { ANYONE, holderOf } from './slots';

const DEFAULT_GRANT_SECONDS: Readonly<Record<ReviewType, number>> = { onetime: 24 * 3600, jit: 15 * 60 };

/** The design's *Asking*: fixes slots and policy for the review's whole life. */
export function ask(command: RequestReview): DecideResult {
  const { actor, subject, action, links, review, payload, rule } = command;
  const bar = barredFrom('ask', actor);
  if (bar !== null) return { kind: 'refused', refusal: { code: bar } };
  const slots = slotsFor(command);
  const policy = policyFor(command);
  if (!isSatisfiable(slots, policy, actor.id)) {
    return {
      kind: 'refused',
      refusal: { code: 'unsatisfiable', reason: 'nobody but its own requester could give the approval' },
    };
  }
  return {
    kind: 'accepted',
    events: [
      {
        type: 'ReviewRequested',
        at: command.at,
        by: actorOf(actor),
        review,
        workspace: actor.workspace,
        session: command.session ?? links.thread ?? review,
        subject,
        action,
        reviewType: typeOf(command),
        accessDurationSeconds: accessDurationOf(command),
        deadline: deadlineOf(command),
        assignee: command.assignee,
        labels: command.labels,
        links,
        idempotencyKey: command.idempotencyKey,
        policy,
        slots,
        ...(rule !== null && rule.timeWindow !== null && { timeWindow: rule.timeWindow }),
        digest: digestOf(payload),
        personal: {
          by: nameOf(actor),
          title: command.title ?? `${action} ${subject.kind}`,
          rationale: command.rationale,
          payload,
          candidateMemories: command.candidateMemories,
        },
      },
    ],
  };
}

/** A rule that names no group asks for one approval by anyone who may review. */
function groupsOf({ groups }: MatchedRule): readonly string[] {
  return groups.length > 0 ? groups : [ANYONE];
}

/** Groups that the request asks for beyond the matched rule's. */
function addedGroups(rule: MatchedRule, groups: readonly string[]): readonly string[] {
  return distinct(groups).filter((group) => !groupsOf(rule).includes(group));
}

function slotsFor(command: RequestReview): readonly Holder[] {
  const { rule, assignee } = command;
  const groups = rule === null ? distinct(command.groups) : distinct([...groupsOf(rule), ...command.groups]);
  if (groups.length > 0) return groups.map(holderOf);
  return [assignee === null ? { kind: 'anyone' } : { kind: 'user', user: assignee }];
}

function typeOf({ rule, type }: RequestReview): ReviewType {
  return rule?.type ?? type;
}

/** A request can only ask for less than its rule gives; 0 asks for nothing of its own. */
function accessDurationOf({ rule, accessDurationSeconds: asked }: RequestReview): number {
  const given = rule?.accessDurationSeconds ?? null;
  if (asked === 0) return given ?? 0;
  return Math.min(asked, given ?? rule?.grantTtlSeconds ?? Infinity);
}

function deadlineOf({ rule, at, deadline }: RequestReview): number | null {
  const ttl = rule?.ttlSeconds ?? null;
  if (ttl === null) return deadline;
  return Math.min(deadline ?? Infinity, at + 1000 * ttl);
}

function policyFor(command: RequestReview): Policy {
  const { rule, action } = command;
  const amending = rule?.amending ?? (action === 'accept' ? 'allowed' : 'second-person');
  const grantTtlSeconds = rule?.grantTtlSeconds ?? DEFAULT_GRANT_SECONDS[typeOf(command)];
  if (rule === null) {
    return {
      rule: null,
      ruleRevision: null,
      minApprovals: command.minApprovals,
      addedSlots: 0,
      distinctApprovers: false,
      forbidAdminSelfApproval: false,
      forceApprovalGroups: distinct(command.forceApprovalGroups),
      amending,
      reasonRequired: [],
      grantTtlSeconds,
    };
  }
  const { name, revision, minApprovals, distinctApprovers, forbidAdminSelfApproval, reasonRequired } = rule;
  return {
    rule: name,
    ruleRevision: revision,
    minApprovals,
    addedSlots: addedGroups(rule, command.groups).length,
    distinctApprovers,
    forbidAdminSelfApproval,
    forceApprovalGroups: distinct(rule.forceApprovalGroups),
    amending,
    reasonRequired,
    grantTtlSeconds,
  };
}

/** A slot held for the requester by name can never be approved; what is left must be enough. */
export function isSatisfiable(slots: readonly Holder[], policy: Policy, requester: string): boolean {
  const best = slots.map((holder) => ({
    status: holder.kind === 'user' && holder.user === requester ? 'PENDING' : 'APPROVED',
  }));
  return hasEnoughApprovals({ policy, slots: best });
}

function distinct(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}
