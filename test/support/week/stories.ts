import type { Principal } from '@countersign/review';
import { agent7, alice, bob, carol, dave, frank, grace } from '@countersign/testing';
import { executor } from '../../../libs/testing/src/callers';
import type { Answer } from '../whole-app';

/** What is known of a review while its story goes on. */
export interface Told {
  readonly id: string;
  readonly session: string;
  fencingToken: number;
}

export interface Step {
  readonly who: Principal;
  readonly request: (told: Told) => string;
  readonly body?: (told: Told) => object;
  /** Ten minutes after the step before; else an hour or more. */
  readonly isSoon?: boolean;
  readonly hears?: (answer: Answer, told: Told) => void;
}

export interface Story {
  readonly asker: Principal;
  readonly request: (session: string) => string;
  readonly body: (now: number) => object;
  readonly idIn: (body: unknown) => string;
  readonly steps: readonly Step[];
}

const HOUR = 3_600_000;

/* Asking, in the words of each API. */
type Asked = Omit<Story, 'steps'>;
const idIn = (body: unknown): string => (body as { id: string }).id;
const byAccess = (more: object = {}): Asked => ({
  asker: alice,
  request: (session) => `POST /api/sessions/${session}/review`,
  body: () => ({ groups: ['banking', 'security'], connection: 'db', input: 'select 1', ...more }),
  idIn,
});
const byApprovals = (more: object = {}): Asked => ({
  asker: alice,
  request: () => 'POST /api/v1/approvals',
  body: () => ({
    subjectKind: 'changeset',
    actionKind: 'apply',
    requestPayload: { sql: 'select 1' },
    ...more,
  }),
  idIn: (body) => (body as { approval: { id: string } }).approval.id,
});
const byOutputs = (): Asked => ({
  asker: agent7,
  request: (session) => `POST /api/v1/review/${session}/request`,
  body: () => ({
    ...{ module_name: 'executor', review_type: 'workflow_output', content: 'MATCH (n) RETURN n' },
    candidate_memories: ['Berlin is the capital', 'Graphs have nodes'],
  }),
  idIn: (body) => (body as { review_id: string }).review_id,
});
const byNative = (more: object = {}, hours: number | null = null): Asked => ({
  asker: alice,
  request: () => 'POST /v1/reviews',
  body: (now) => ({
    ...{ subjectKind: 'changeset', action: 'apply', payload: { content: 'one' }, groups: ['banking'] },
    ...(hours === null ? {} : { deadline: new Date(now + hours * HOUR).toISOString() }),
    ...more,
  }),
  idIn,
});

/* What happens to a review. */
const native = (who: Principal, path: string, body: object = {}): Step => ({
  who,
  request: ({ id }) => `POST /v1/reviews/${id}/${path}`,
  body: () => body,
});
const decides = (who: Principal, verdict: string, more: object = {}): Step =>
  native(who, 'decisions', { verdict, note: `${verdict} it`, ...more });
const accessDecides = (who: Principal, status: string, more: object = {}): Step => ({
  who,
  request: ({ id }) => `PUT /api/reviews/${id}`,
  body: () => ({ status, ...more }),
});
const approvalsDecide = (who: Principal, verdict: string): Step => ({
  who,
  request: ({ id }) => `POST /api/v1/approvals/${id}/${verdict}`,
  body: () => ({ note: 'by the book' }),
});
const outputsDecide = (who: Principal, verdict: string, more: object = {}): Step => ({
  who,
  request: ({ session }) => `POST /api/v1/review/${session}/${verdict}`,
  body: ({ id }) => ({ review_id: id, ...more }),
});
const claims = (who: Principal, leaseSeconds = 900): Step => ({
  ...native(who, 'claim', { leaseSeconds }),
  hears: ({ body }, told) => {
    told.fencingToken = (body as { lease?: { fencingToken: number } } | null)?.lease?.fencingToken ?? 0;
  },
});
const ofLease = (who: Principal, what: string, more: object = {}): Step => ({
  who,
  request: ({ id }) => `POST /v1/reviews/${id}/leases/1/${what}`,
  body: ({ fencingToken }) => ({ fencingToken, ...more }),
  isSoon: true,
});
const forgets: Step = {
  who: dave,
  request: ({ session }) => `GET /v1/sessions/${session}/memories`,
  hears: ({ body }, told) => {
    const { items = [] } = body as { items?: readonly { id: string }[] };
    Object.assign(told, { memory: items[0]?.id });
  },
};
const forgotten: Step = {
  who: dave,
  request: (told) =>
    `DELETE /v1/sessions/${told.session}/memories/${(told as { memory?: string }).memory ?? ''}`,
  isSoon: true,
};

/** One of each kind of life; what comes to nothing, because a rule says otherwise meanwhile, is a life too. */
export const STORIES: readonly Story[] = [
  { ...byAccess(), steps: [accessDecides(bob, 'APPROVED'), accessDecides(carol, 'approved')] },
  { ...byAccess(), steps: [accessDecides(bob, 'APPROVED'), accessDecides(frank, 'REJECTED')] },
  {
    ...byAccess({ min_approvals: 1 }),
    steps: [accessDecides(carol, 'APPROVED'), accessDecides(dave, 'REVOKED')],
  },
  {
    ...byAccess({ force_approval_groups: ['oncall'], type: 'jit', access_duration_sec: 7_200 }),
    steps: [accessDecides(grace, 'APPROVED', { force_review: true }), { ...claims(alice), isSoon: true }],
  },
  { ...byApprovals(), steps: [approvalsDecide(bob, 'approve'), approvalsDecide(carol, 'approve')] },
  { ...byApprovals({ assignedUserId: 'frank' }), steps: [approvalsDecide(frank, 'reject')] },
  { ...byApprovals(), steps: [decides(dave, 'reject', { note: null })] },
  { ...byApprovals({ expiresAt: null }), steps: [] },
  { ...byOutputs(), steps: [outputsDecide(bob, 'approve'), forgets, forgotten] },
  { ...byOutputs(), steps: [outputsDecide(bob, 'approve', { amendments: 'MATCH (m) RETURN m' })] },
  { ...byOutputs(), steps: [outputsDecide(carol, 'reject', { reason: 'too much' })] },
  {
    ...byNative(),
    steps: [
      decides(bob, 'approve'),
      claims(executor),
      ofLease(executor, 'heartbeat'),
      ofLease(executor, 'complete', { outcome: 'succeeded' }),
    ],
  },
  {
    ...byNative(),
    steps: [
      decides(frank, 'approve', { amendments: 'two' }),
      decides(bob, 'approve'),
      claims(alice),
      ofLease(alice, 'complete', { outcome: 'unknown' }),
      native(dave, 'reconcile', { finding: 'executed' }),
    ],
  },
  {
    ...byNative(),
    steps: [
      decides(bob, 'approve'),
      claims(executor, 60),
      native(bob, 'reconcile', { finding: 'not-executed' }),
    ],
  },
  { ...byNative(), steps: [decides(bob, 'approve'), decides(bob, 'revoke')] },
  { ...byNative(), steps: [native(alice, 'withdraw', { note: 'not needed' })] },
  {
    ...byNative({ groups: [], assignee: 'carol', action: 'merge', subjectKind: 'branch' }),
    steps: [native(dave, 'reassign', { assignee: 'frank' }), decides(frank, 'approve')],
  },
  { ...byNative({}, 3), steps: [decides(bob, 'approve')] },
  { ...byNative({}, 1), steps: [] },
  { ...byNative({ labels: { team: 'core' } }, 1), steps: [] },
];
