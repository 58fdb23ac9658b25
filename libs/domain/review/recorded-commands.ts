import type {
  ApproveReview,
  ReassignReview,
  RequestReview,
  ReviewDecision,
  WithdrawReview,
} from './commands';
import type { AssigneeChanged, DecisionEvent, ReviewEvent, ReviewRequested, ReviewWithdrawn } from './events';
import type { Actor, MatchedRule, PersonalName, Principal, Review } from './review';
import { holderName } from './slots';

/**
 * What was asked for, under another rule. A record does not tell its assignee's slot or an open one from a group of
 * that meaning, which without a rule is the same.
 */
export function requestAgain(
  event: ReviewRequested,
  rule: MatchedRule | null,
  isSealed: boolean,
): RequestReview {
  const { policy, personal } = event;
  const isOwn = policy.rule === null;
  return {
    kind: 'RequestReview',
    at: event.at,
    actor: principalOf(event.by, personal?.by, event.workspace),
    review: event.review,
    session: event.session,
    subject: event.subject,
    action: event.action,
    title: personal?.title ?? null,
    rationale: personal?.rationale ?? null,
    payload: isSealed ? {} : (personal?.payload ?? {}),
    links: event.links,
    labels: event.labels,
    assignee: event.assignee,
    deadline: event.deadline,
    type: event.reviewType,
    accessDurationSeconds: event.accessDurationSeconds,
    groups: ownGroups(event),
    minApprovals: isOwn ? policy.minApprovals : 0,
    forceApprovalGroups: isOwn ? policy.forceApprovalGroups : [],
    candidateMemories: personal?.candidateMemories ?? [],
    idempotencyKey: event.idempotencyKey,
    rule,
  };
}

/** The groups that the request named. The slot that it got for want of any is none of them. */
function ownGroups({ policy, slots, assignee }: ReviewRequested): readonly string[] {
  const names = slots.map(holderName);
  if (policy.rule !== null) return names.slice(names.length - policy.addedSlots);
  const forWant = holderName(assignee === null ? { kind: 'anyone' } : { kind: 'user', user: assignee });
  return names.length === 1 && names[0] === forWant ? [] : names;
}

/** What was decided, null for an event that is no decision. `recorded` is the review before it. */
export function decisionAgain(
  event: ReviewEvent,
  recorded: Review,
  isSealed: boolean,
): ReviewDecision | null {
  if (!isDecision(event)) return null;
  const { by, personal } = event;
  const given = {
    at: timeOf(event, recorded),
    actor: principalOf(by, personal?.by, recorded.workspace),
    // Whether a sealed decision had a note nobody knows any more; it stood, so nothing was missing.
    note: personal === null ? 'sealed' : personal.note,
    force: event.type === 'ReviewForced',
    seen: { digest: null, revision: null },
    pendingOnly: false,
  };
  switch (event.type === 'ReviewForced' ? event.verdict : VERDICTS[event.type]) {
    case 'approve':
      return { ...given, kind: 'ApproveReview', ...approvalTerms(event, isSealed) };
    case 'reject':
      return { ...given, kind: 'RejectReview' };
    case 'revoke':
      return { ...given, kind: 'RevokeReview' };
  }
}

const VERDICTS = { ApprovalGiven: 'approve', RejectionGiven: 'reject', RevocationGiven: 'revoke' } as const;

function isDecision(event: ReviewEvent): event is DecisionEvent {
  return event.type === 'ReviewForced' || Object.hasOwn(VERDICTS, event.type);
}

/** Where the content is sealed it only matters that an amendment changed it: something stands for each. */
function approvalTerms(
  event: DecisionEvent,
  isSealed: boolean,
): Pick<ApproveReview, 'amendments' | 'timeWindow'> {
  if (!('amended' in event)) return { amendments: null, timeWindow: null };
  const { amended, personal, timeWindow, version } = event;
  const amendments = isSealed ? { amendedTo: version } : (personal?.amendments ?? null);
  return { amendments: amended ? amendments : null, timeWindow };
}

/**
 * When the decision was received. Recorded times never run backwards, so a recorded one can be later; but what was
 * accepted of a pending review was received before its deadline.
 */
function timeOf({ at }: DecisionEvent, recorded: Review): number {
  const { status, deadline } = recorded;
  return status === 'PENDING' && deadline !== null ? Math.min(at, deadline - 1) : at;
}

function principalOf(by: Actor, name: PersonalName | undefined, workspace: string): Principal {
  return {
    ...by,
    ...(name ?? { name: '', email: '', slackId: '' }),
    workspace,
    scopes: [],
    restrictedTo: null,
  };
}

/** What else somebody wanted of a pending or approved review; null for every other event. */
export function changeAgain(
  event: ReviewEvent,
  { workspace }: Review,
): WithdrawReview | ReassignReview | null {
  if (event.type === 'ReviewWithdrawn') return { kind: 'WithdrawReview', ...wished(event, workspace) };
  if (event.type !== 'AssigneeChanged') return null;
  return { kind: 'ReassignReview', assignee: event.assignee, ...wished(event, workspace) };
}

function wished({ at, by, personal }: ReviewWithdrawn | AssigneeChanged, workspace: string) {
  const actor = principalOf(by, personal?.by, workspace);
  return { at, actor, note: personal?.note ?? null, seen: { digest: null, revision: null } };
}
