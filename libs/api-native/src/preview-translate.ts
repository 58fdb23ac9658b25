import {
  type ApproverPreview,
  type Preview,
  type Principal,
  previewOf,
  type RequestReview,
} from '@countersign/review';
import { matchRule, type Rule, type RulesState, trialsOf } from '@countersign/rule';
import type { PreviewAnswer } from './preview-answers';
import type { PreviewedPrincipal, PreviewedRequest, PreviewWish } from './preview-schema';
import { whyNotOf } from './review-permissions';
import { ruleReference } from './rule-translate';
import { timeOrNull } from './shown';
import { policyBody } from './to-body';

/** Rules to hold a request against; `draft` is the one among them that nobody has set. */
export interface TriedRules {
  readonly state: RulesState;
  readonly draft: Rule | null;
}

/** What a request of the caller's would become at this time (UTC milliseconds). */
export function previewAnswer(
  { request, principals }: PreviewWish,
  { state, draft }: TriedRules,
  caller: Principal,
  at: number,
): PreviewAnswer {
  const asked = { subjectKind: request.subjectKind, action: request.action, labels: request.labels ?? {} };
  const rule = matchRule(state, asked);
  const approvers = (principals ?? []).map((principal) => toPrincipal(principal, caller));
  return {
    rule: ruleReference(rule, draft),
    trials: trialsOf(state, asked).map(({ rule: { name }, mismatch }) => ({ name, mismatch })),
    ...outcomeOf(
      previewOf({ ...toRequest(request, caller, at), rule }, approvers),
      rule !== null && rule === draft,
    ),
  };
}

function outcomeOf(preview: Preview, isDraft: boolean): Omit<PreviewAnswer, 'rule' | 'trials'> {
  if (preview.kind === 'refused') return { ...NOTHING, refusal: whyNotOf(preview.refusal) };
  const { slots, policy, needed, deadline, reviewType, approvers } = preview;
  return {
    refusal: null,
    slots: slots.map((holder, index) => ({ index, holder })),
    needed,
    policy: policyBody({ policy: isDraft ? { ...policy, ruleRevision: null } : policy }),
    deadline: timeOrNull(deadline),
    type: reviewType,
    accessDurationSeconds: preview.accessDurationSeconds,
    timeWindow: preview.timeWindow,
    approvers: approvers.map(approverBody),
    satisfiable: preview.isSatisfiable,
  };
}

const NOTHING: Omit<PreviewAnswer, 'rule' | 'trials' | 'refusal'> = {
  slots: [],
  needed: 0,
  policy: null,
  deadline: null,
  type: null,
  accessDurationSeconds: 0,
  timeWindow: null,
  approvers: [],
  satisfiable: false,
};

function approverBody({ id, refusal, slots }: ApproverPreview): PreviewAnswer['approvers'][number] {
  return { id, may: refusal === null, refusal: refusal && whyNotOf(refusal), slots };
}

function toRequest(request: PreviewedRequest, actor: Principal, at: number): Omit<RequestReview, 'rule'> {
  const { subjectKind, action, deadline } = request;
  return {
    kind: 'RequestReview',
    at,
    actor,
    review: UNMADE,
    session: null,
    subject: { kind: subjectKind, id: null },
    action,
    title: null,
    rationale: null,
    payload: {},
    links: { thread: null, turn: null, toolCall: null, changeset: null },
    labels: request.labels ?? {},
    assignee: request.assignee ?? null,
    deadline: deadline ? Date.parse(deadline) : null,
    type: request.type ?? 'onetime',
    accessDurationSeconds: request.accessDurationSeconds ?? 0,
    groups: request.groups ?? [],
    minApprovals: request.minApprovals ?? 0,
    forceApprovalGroups: request.forceApprovalGroups ?? [],
    candidateMemories: [],
    idempotencyKey: null,
  };
}

/** No review ever has it. */
const UNMADE = '00000000-0000-0000-0000-000000000000';

/** Somebody of the caller's workspace, of whom nothing else is known. */
function toPrincipal(given: PreviewedPrincipal, { issuer, workspace }: Principal): Principal {
  const groups = given.groups ?? [];
  const roles = given.roles ?? [];
  return {
    id: given.id,
    issuer,
    name: '',
    email: '',
    slackId: '',
    kind: given.kind ?? 'human',
    groups: roles.includes('admin') && !groups.includes('admin') ? [...groups, 'admin'] : groups,
    roles,
    workspace,
    onBehalfOf: null,
    credential: 'preview',
    scopes: [],
    restrictedTo: null,
  };
}
