/**
 * Who may do what with a review in which status: written by hand from the design, never from the code, and the one
 * source of `docs/who-may-do-what.md` and of the tests that try every cell.
 *
 * The review has a slot for the group `banking` and one for `security`, the force group `oncall`, no rule, and no time
 * window. A lease, where there is one, was claimed by the executor, and he brings its token.
 */
import type { RefusalCode } from './refusal';

/** A status, and how the review came to it where that matters. */
export const STATES = {
  PENDING: 'PENDING',
  APPROVED: 'APPROVED, `onetime`',
  USED: 'APPROVED, `jit`, with a running lease',
  REJECTED: 'REJECTED while it was pending',
  REVOKED: 'REVOKED, `jit`, with a running lease',
  EXPIRED: 'EXPIRED',
  WITHDRAWN: 'WITHDRAWN while it was pending',
  PROCESSING: 'PROCESSING',
  EXECUTED: 'EXECUTED, succeeded',
  UNKNOWN: 'UNKNOWN, the lease was lost',
  FOUND: 'UNKNOWN, with the finding `executed` of an administrator',
} as const;

export const CALLERS = {
  requester: 'requester, who is in no slot',
  owningAdmin: 'requester who is an administrator and in a slot',
  owningAgent: 'requester that is an agent',
  human: 'the human for whom an agent asked, in no slot',
  humanInSlot: 'the human for whom an agent asked, in a slot',
  member: 'member of one slot',
  memberOfBoth: 'member of both slots',
  force: 'member of the force group',
  admin: 'administrator, in no slot',
  reviewer: 'reviewer without a slot',
  auditor: 'auditor',
  agent: 'agent in a slot’s group',
  executor: 'agent with the scope `execute`',
  stranger: 'administrator of another workspace',
} as const;

export const WISHES = {
  approve: 'approve',
  reject: 'reject',
  revoke: 'revoke',
  forceApprove: 'approve by force',
  forceReject: 'reject by force',
  forceRevoke: 'revoke by force',
  amend: 'approve with an amendment',
  withdraw: 'withdraw',
  reassign: 'reassign',
  claim: 'claim',
  heartbeat: 'heartbeat of the lease',
  complete: 'complete the lease, succeeded',
  reconcile: 'reconcile, executed',
} as const;

export type State = keyof typeof STATES;
export type Caller = keyof typeof CALLERS;
export type Wished = keyof typeof WISHES;
/** `yes`: accepted, if only as a repetition that records nothing. */
export type CellAnswer = RefusalCode | 'yes';

/** Words for several states; a state's own name goes before them, and the first that holds before the others. */
export const SEVERAL = {
  open: ['PENDING', 'APPROVED', 'USED'],
  granted: ['APPROVED', 'USED'],
  /** Never approved, so that a scope gives no sight of it. */
  ungranted: ['PENDING', 'REJECTED', 'EXPIRED', 'WITHDRAWN'],
  leased: ['USED', 'REVOKED', 'PROCESSING', 'EXECUTED', 'UNKNOWN', 'FOUND'],
} as const satisfies Record<string, readonly State[]>;

/** The same in every state, or by state; what is not said is as in the wish's row `usual`. */
export type Row = CellAnswer | Partial<Record<State | keyof typeof SEVERAL | 'otherwise', CellAnswer>>;
type Rows = Readonly<Partial<Record<Caller | 'others', Row>> & Record<'usual', Row>>;

const usual = { EXPIRED: 'expired', otherwise: 'wrong-state' } as const;
const unseeing = { reviewer: 'not-found', stranger: 'not-found' } as const;
/** An executor sees what was approved only. */
const noAgentThatSees = { ungranted: 'not-found', otherwise: 'agents-cannot-decide' } as const;
/** Barred from every decision on another's request by what they are, whatever its status. */
const barred = {
  ...unseeing,
  auditor: 'not-eligible',
  agent: 'agents-cannot-decide',
  executor: noAgentThatSees,
} as const;
/** A lease of somebody else's; where there is none at all, it is not found. */
const foreignLease = { leased: 'lease-lost' } as const;

export const WHO_MAY_DO_WHAT: Readonly<Record<Wished, Rows>> = {
  approve: {
    usual,
    ...barred,
    requester: { open: 'self-approval' },
    owningAdmin: { open: 'yes' },
    owningAgent: 'agents-cannot-decide',
    human: { open: 'not-eligible' },
    humanInSlot: { open: 'self-approval' },
    member: { open: 'yes' },
    memberOfBoth: { open: 'yes' },
    force: { open: 'not-eligible' },
    admin: { open: 'not-eligible' },
  },
  reject: {
    usual,
    ...barred,
    requester: { open: 'yes' },
    owningAdmin: { open: 'yes' },
    owningAgent: { open: 'yes' },
    human: { open: 'not-eligible' },
    humanInSlot: { open: 'yes' },
    member: { open: 'yes' },
    memberOfBoth: { open: 'yes' },
    force: { open: 'not-eligible' },
    admin: { open: 'yes' },
  },
  revoke: {
    usual,
    ...barred,
    requester: { granted: 'yes' },
    owningAdmin: { granted: 'yes' },
    owningAgent: { granted: 'yes' },
    human: { granted: 'not-eligible' },
    humanInSlot: { granted: 'yes' },
    member: { granted: 'yes' },
    memberOfBoth: { granted: 'yes' },
    force: { granted: 'not-eligible' },
    admin: { granted: 'yes' },
  },
  forceApprove: {
    usual,
    ...barred,
    requester: { open: 'self-approval' },
    owningAdmin: { open: 'not-eligible' },
    owningAgent: 'agents-cannot-decide',
    human: { open: 'self-approval' },
    humanInSlot: { open: 'self-approval' },
    member: { open: 'not-eligible' },
    memberOfBoth: { open: 'not-eligible' },
    force: { open: 'yes' },
    admin: { open: 'not-eligible' },
  },
  forceReject: {
    usual,
    ...barred,
    requester: { open: 'not-eligible' },
    owningAdmin: { open: 'not-eligible' },
    owningAgent: { open: 'not-eligible' },
    human: { open: 'not-eligible' },
    humanInSlot: { open: 'not-eligible' },
    member: { open: 'not-eligible' },
    memberOfBoth: { open: 'not-eligible' },
    force: { open: 'yes' },
    admin: { open: 'not-eligible' },
  },
  forceRevoke: {
    usual,
    ...barred,
    requester: { granted: 'not-eligible' },
    owningAdmin: { granted: 'not-eligible' },
    owningAgent: { granted: 'not-eligible' },
    human: { granted: 'not-eligible' },
    humanInSlot: { granted: 'not-eligible' },
    member: { granted: 'not-eligible' },
    memberOfBoth: { granted: 'not-eligible' },
    force: { granted: 'yes' },
    admin: { granted: 'not-eligible' },
  },
  amend: {
    usual,
    ...barred,
    requester: { PENDING: 'self-approval' },
    owningAdmin: { PENDING: 'yes' },
    owningAgent: 'agents-cannot-decide',
    human: { PENDING: 'not-eligible' },
    humanInSlot: { PENDING: 'self-approval' },
    member: { PENDING: 'yes' },
    memberOfBoth: { PENDING: 'yes' },
    force: { PENDING: 'not-eligible' },
    admin: { PENDING: 'not-eligible' },
  },
  withdraw: {
    usual,
    ...unseeing,
    others: 'not-requester',
    executor: { ungranted: 'not-found', otherwise: 'not-requester' },
    requester: { open: 'yes' },
    owningAdmin: { open: 'yes' },
    owningAgent: { open: 'yes' },
  },
  reassign: {
    usual,
    ...unseeing,
    others: 'not-eligible',
    owningAdmin: { PENDING: 'yes' },
    admin: { PENDING: 'yes' },
    owningAgent: 'agents-cannot-decide',
    agent: 'agents-cannot-decide',
    executor: noAgentThatSees,
  },
  claim: {
    usual,
    ...unseeing,
    others: 'not-eligible',
    requester: { granted: 'yes' },
    owningAdmin: { granted: 'yes' },
    owningAgent: { granted: 'yes' },
    admin: { granted: 'yes' },
    executor: { granted: 'yes', ungranted: 'not-found' },
  },
  heartbeat: {
    usual: 'not-found',
    ...unseeing,
    others: foreignLease,
    executor: { USED: 'yes', PROCESSING: 'yes', REVOKED: 'wrong-state', leased: 'lease-lost' },
  },
  complete: {
    usual: 'not-found',
    ...unseeing,
    others: foreignLease,
    executor: { leased: 'yes' },
  },
  reconcile: {
    usual,
    ...barred,
    requester: { UNKNOWN: 'yes' },
    owningAdmin: { UNKNOWN: 'yes' },
    owningAgent: 'agents-cannot-decide',
    human: { UNKNOWN: 'yes' },
    humanInSlot: { UNKNOWN: 'yes' },
    member: { UNKNOWN: 'yes' },
    memberOfBoth: { UNKNOWN: 'yes' },
    force: { UNKNOWN: 'yes' },
    admin: { UNKNOWN: 'yes', FOUND: 'yes' },
  },
};
