import type { Principal, ReviewCommand } from '@countersign/review';
import {
  CALLERS,
  type Caller,
  type CellAnswer,
  type Row,
  SEVERAL,
  type State,
  STATES,
  WHO_MAY_DO_WHAT,
  type Wished,
  WISHES,
} from '../../domain/review/who-may-do-what';
import {
  approve,
  ASKED_AT,
  claim,
  expire,
  extend,
  loseLease,
  MINUTE,
  reassign,
  reconcile,
  reject,
  report,
  requested,
  REVIEW,
  revoke,
  withdraw,
} from './builders';
import { ada, agent8, executor, rita, robot } from './callers';
import { agent7, alice, bob, dave, erin, frank, grace, olga } from './people';

/** One cell of `who-may-do-what.ts`. */
export interface Cell {
  readonly wished: Wished;
  readonly caller: Caller;
  readonly state: State;
  readonly answer: CellAnswer;
}

const keysOf = <Key extends string>(of: Readonly<Record<Key, unknown>>): Key[] => Object.keys(of) as Key[];
export const ALL_STATES = keysOf(STATES);
export const ALL_CALLERS = keysOf(CALLERS);
export const ALL_WISHES = keysOf(WISHES);

export function answerIn(wished: Wished, caller: Caller, state: State): CellAnswer {
  const rows = WHO_MAY_DO_WHAT[wished];
  const row = rows[caller] ?? rows.others;
  const answer = row === undefined ? undefined : (said(row, state) ?? said(rows.usual, state));
  if (answer === undefined) throw new Error(`nothing is said of ${wished} by ${caller} in ${state}`);
  return answer;
}

function said(row: Row, state: State): CellAnswer | undefined {
  if (typeof row === 'string') return row;
  const word = keysOf(SEVERAL).find((one) => row[one] !== undefined && isOf(one, state));
  return row[state] ?? (word && row[word]) ?? row.otherwise;
}

function isOf(word: keyof typeof SEVERAL, state: State): boolean {
  const states: readonly State[] = SEVERAL[word];
  return states.includes(state);
}

export const CELLS: readonly Cell[] = ALL_WISHES.flatMap((wished) =>
  ALL_CALLERS.flatMap((caller) =>
    ALL_STATES.map((state) => ({ wished, caller, state, answer: answerIn(wished, caller, state) })),
  ),
);

/** Who stands for a kind of caller, and who has asked then. */
export const WHO: Readonly<Record<Caller, { readonly caller: Principal; readonly asker: Principal }>> = {
  requester: { caller: alice, asker: alice },
  owningAdmin: { caller: ada, asker: ada },
  owningAgent: { caller: agent7, asker: agent7 },
  human: { caller: alice, asker: agent7 },
  humanInSlot: { caller: bob, asker: agent8 },
  member: { caller: bob, asker: alice },
  memberOfBoth: { caller: frank, asker: alice },
  force: { caller: grace, asker: alice },
  admin: { caller: dave, asker: alice },
  reviewer: { caller: rita, asker: alice },
  auditor: { caller: erin, asker: alice },
  agent: { caller: robot, asker: alice },
  executor: { caller: executor, asker: alice },
  stranger: { caller: olga, asker: alice },
};

/** Where and when a story happens; it is told five minutes after it began, and leases of ten minutes run on. */
export interface Scene {
  readonly review: string;
  readonly begins: number;
}
const STAGE: Scene = { review: REVIEW, begins: ASKED_AT };
const LEASE = { leaseSeconds: 600 };

/** The commands, each accepted, that bring a review into a state. */
export function storyOf(state: State, asker: Principal, scene: Scene = STAGE): readonly ReviewCommand[] {
  const { begins, review } = scene;
  const minute = (count: number) => ({ at: begins + count * MINUTE });
  const plain = {
    ...minute(0),
    review,
    actor: asker,
    payload: { content: 'one' },
    groups: ['banking', 'security'],
    forceApprovalGroups: ['oncall'],
  };
  const asked = requested(plain);
  const approved = [asked, approve(frank, minute(1))];
  const used = [
    requested({ ...plain, type: 'jit', accessDurationSeconds: 3600 }),
    approve(frank, minute(1)),
    claim(executor, { ...minute(2), ...LEASE }),
  ];
  const claimed = [...approved, claim(executor, { ...minute(2), ...LEASE })];
  const lost = [...approved, claim(executor, { ...minute(2), leaseSeconds: 60 }), loseLease(minute(3).at)];
  switch (state) {
    case 'PENDING':
      return [asked];
    case 'APPROVED':
      return approved;
    case 'USED':
      return used;
    case 'REJECTED':
      return [asked, reject(frank, minute(1))];
    case 'REVOKED':
      return [...used, revoke(frank, minute(3))];
    case 'EXPIRED':
      return [requested({ ...plain, deadline: minute(1).at }), expire(minute(1).at)];
    case 'WITHDRAWN':
      return [asked, withdraw(asker, minute(1))];
    case 'PROCESSING':
      return claimed;
    case 'EXECUTED':
      return [...claimed, report(executor, 'succeeded', minute(3))];
    case 'UNKNOWN':
      return lost;
    case 'FOUND':
      return [...lost, reconcile(dave, 'executed', minute(4))];
  }
}

/** What somebody wishes five minutes after the story began. */
export function wishOf(wished: Wished, caller: Principal): ReviewCommand {
  const now = { at: ASKED_AT + 5 * MINUTE };
  const byForce = { ...now, force: true };
  switch (wished) {
    case 'approve':
      return approve(caller, now);
    case 'reject':
      return reject(caller, now);
    case 'revoke':
      return revoke(caller, now);
    case 'forceApprove':
      return approve(caller, byForce);
    case 'forceReject':
      return reject(caller, byForce);
    case 'forceRevoke':
      return revoke(caller, byForce);
    case 'amend':
      return approve(caller, { ...now, amendments: 'two' });
    case 'withdraw':
      return withdraw(caller, now);
    case 'reassign':
      return reassign(caller, 'carol', now);
    case 'claim':
      return claim(caller, now);
    case 'heartbeat':
      return extend(caller, now);
    case 'complete':
      return report(caller, 'succeeded', now);
    case 'reconcile':
      return reconcile(caller, 'executed', now);
  }
}
