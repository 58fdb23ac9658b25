import {
  agent7,
  alice,
  approve,
  ASKED_AT,
  bob,
  carol,
  claim,
  erin,
  expire,
  extend,
  given,
  mallory,
  MINUTE,
  requested,
  revoke,
  rule,
  type Told,
  withdraw,
} from '@countersign/testing';
import type { RefusalCode } from '.';

const forBanking = requested({ groups: ['banking'] });
const timeWindow = { start: '09:00', end: '17:00' };

/** Every code that the decider can answer with; the compiler asks for a new one. `conflict` is the command loop's own. */
const stories: Record<Exclude<RefusalCode, 'conflict'>, () => Told> = {
  'not-found': () => given().when(approve(bob)),
  'agents-cannot-decide': () => given(requested({ actor: agent7 })).when(approve(agent7)),
  'insufficient-scope': () => given(forBanking).when(approve({ ...bob, restrictedTo: ['ask'] })),
  'self-approval': () => given(requested({ actor: bob, groups: ['banking'] })).when(approve(bob)),
  'not-eligible': () => given(forBanking).when(approve(erin)),
  'wrong-state': () => given(forBanking).when(revoke(bob)),
  expired: () => given(requested({ groups: ['banking'], deadline: ASKED_AT })).when(approve(bob)),
  'not-due': () => given(forBanking).when(expire(ASKED_AT)),
  'time-window-set': () =>
    given(requested({ groups: ['banking', 'security'] }), approve(bob, { timeWindow })).when(
      approve(carol, { timeWindow }),
    ),
  'stale-proposal': () => given(forBanking).when(approve(bob, { seen: { digest: null, revision: 1 } })),
  'not-requester': () => given(forBanking).when(withdraw(bob)),
  'grant-closed': () =>
    given(forBanking, approve(bob)).when(claim(alice, { at: ASKED_AT + 25 * 60 * MINUTE })),
  'too-many-leases': () => {
    const jit = requested({ groups: ['banking'], type: 'jit' });
    return given(jit, approve(bob), ...Array.from({ length: 20 }, () => claim(alice))).when(claim(alice));
  },
  'lease-lost': () => given(forBanking, approve(bob), claim(alice)).when(extend(alice, { fencingToken: 0 })),
  'reason-required': () =>
    given(requested({ rule: rule({ reasonRequired: ['approve'] }) })).when(approve(bob)),
  'invalid-amendment': () => given(forBanking).when(approve(bob, { amendments: 'no content to replace' })),
  unsatisfiable: () => given().when(requested({ actor: mallory, assignee: 'mallory' })),
  'idempotency-mismatch': () => given(forBanking).when(forBanking),
};

describe('The refusal', () => {
  it.each(Object.entries(stories))('%s is produced and records nothing', (code, story) => {
    const { refusal, events } = story();
    expect([refusal?.code, events]).toEqual([code, []]);
  });
});
