import {
  alice,
  approve,
  ASKED_AT,
  bob,
  carol,
  claim,
  dave,
  erin,
  extend,
  given,
  loseLease,
  mallory,
  MINUTE,
  person,
  reconcile,
  reject,
  report,
  requested,
  revoke,
} from '@countersign/testing';
import type { TimeWindow } from '.';
import { isWithin } from './claiming';

const executor = person('executor', { kind: 'agent', scopes: ['execute'] });
const asked = requested({ groups: ['banking'] });
const jit = requested({ groups: ['banking'], type: 'jit', accessDurationSeconds: 3600 });
const CLAIMED_AT = ASKED_AT + 2 * MINUTE;
const RAN_OUT = CLAIMED_AT + MINUTE;
const approved = [asked, approve(bob)] as const;

describe('A claim', () => {
  it.each([
    ['its requester', alice, 'requester'],
    ['an administrator', dave, 'admin'],
    ['a credential with the scope execute', executor, 'scope'],
  ])('is made by %s', (_who, actor, right) => {
    const { events, review } = given(...approved).when(claim(actor));
    expect(events).toMatchObject([{ type: 'ExecutionClaimed', lease: 1, right, until: RAN_OUT }]);
    expect(review).toMatchObject({
      status: 'PROCESSING',
      claims: 1,
      leases: [{ number: 1, fencingToken: 3, status: 'running', until: RAN_OUT }],
    });
  });

  it('hands out the version that was approved', () => {
    const amended = approve(bob, { amendments: { input: 'select 2' } });
    const second = approve(person('bea', { groups: ['banking'] }), { at: ASKED_AT + MINUTE });
    const { events, review } = given(asked, amended, second).when(claim(alice));
    expect(review.proposal.payload).toMatchObject({ input: 'select 2' });
    expect(events).toMatchObject([{ digest: review.proposal.digest }]);
  });

  it.each([
    ['who only approved it', bob, 'not-eligible'],
    ['an auditor', erin, 'not-eligible'],
    ['who does not see it', mallory, 'not-found'],
  ])('is refused to one %s', (_who, actor, code) =>
    expect(given(...approved).when(claim(actor)).refusal).toMatchObject({ code }),
  );

  it('is refused before there is an approval, and a second time', () => {
    expect(given(asked).when(claim(alice)).refusal).toMatchObject({ code: 'wrong-state', status: 'PENDING' });
    expect(given(...approved, claim(alice)).when(claim(dave)).refusal).toMatchObject({
      code: 'wrong-state',
      status: 'PROCESSING',
    });
  });

  it('is not to be seen by an executor before there is an approval', () =>
    expect(given(asked).when(claim(executor)).refusal).toEqual({ code: 'not-found' }));

  it('is refused from the end of access on', () => {
    const end = ASKED_AT + MINUTE + 24 * 60 * MINUTE;
    expect(given(...approved).when(claim(alice, { at: end - 1 })).refusal).toBeNull();
    expect(given(...approved).when(claim(alice, { at: end })).refusal).toMatchObject({
      code: 'grant-closed',
      accessUntil: end,
    });
  });

  it('is refused outside the daily window', () => {
    const timeWindow = { start: '22:00', end: '02:00' };
    const windowed = given(asked, approve(bob, { timeWindow }));
    const midnight = Date.parse('2026-03-18T00:00:00Z');
    expect(windowed.when(claim(alice, { at: midnight })).refusal).toBeNull();
    expect(windowed.when(claim(alice, { at: midnight + 3 * 60 * MINUTE })).refusal).toMatchObject({
      code: 'grant-closed',
      timeWindow,
    });
  });

  it('of what was claimed cannot be decided any more', () => {
    const claimed = given(...approved, claim(alice));
    for (const command of [reject(bob), revoke(bob), approve(bob)]) {
      expect(claimed.when({ ...command, at: RAN_OUT }).refusal).toMatchObject({
        code: 'wrong-state',
        status: 'PROCESSING',
      });
    }
  });
});

describe('A daily window', () => {
  const at = (time: string): number => Date.parse(`2026-03-17T${time}Z`);
  it.each<[TimeWindow, string, boolean]>([
    [{ start: '09:00', end: '17:00' }, '08:59:59.999', false],
    [{ start: '09:00', end: '17:00' }, '09:00:00', true],
    [{ start: '09:00', end: '17:00' }, '17:00:59.999', true],
    [{ start: '09:00', end: '17:00' }, '17:01:00', false],
    [{ start: '22:00', end: '06:00' }, '21:59:59', false],
    [{ start: '22:00', end: '06:00' }, '23:59:59', true],
    [{ start: '22:00', end: '06:00' }, '00:00:00', true],
    [{ start: '22:00', end: '06:00' }, '06:00:30', true],
    [{ start: '22:00', end: '06:00' }, '06:01:00', false],
    [{ start: '12:00', end: '12:00' }, '12:00:30', true],
    [{ start: '12:00', end: '12:00' }, '12:01:00', false],
  ])('of %j at %s is open: %s', (window, time, isOpen) => expect(isWithin(window, at(time))).toBe(isOpen));
});

describe('A heartbeat', () => {
  const running = given(...approved, claim(alice));

  it('records nothing while half of the lease is left', () =>
    expect(running.when(extend(alice, { at: CLAIMED_AT + 30_000 }))).toMatchObject({
      refusal: null,
      events: [],
    }));

  it('extends the lease by its own length after that', () => {
    const at = CLAIMED_AT + 30_001;
    expect(running.when(extend(alice, { at })).events).toEqual([
      { type: 'LeaseExtended', at, lease: 1, until: at + MINUTE },
    ]);
  });

  it('is too late once the lease has run out, whether the clock has fired or not', () => {
    const late = extend(alice, { at: RAN_OUT });
    expect(running.when(late).refusal).toEqual({ code: 'lease-lost', lease: 1 });
    expect(given(...approved, claim(alice), loseLease(RAN_OUT)).when(late).refusal).toMatchObject({
      code: 'lease-lost',
    });
  });

  it('is refused with another token, of another executor, and for a lease that never was', () => {
    expect(running.when(extend(alice, { fencingToken: 2 })).refusal).toMatchObject({ code: 'lease-lost' });
    expect(running.when(extend(dave)).refusal).toMatchObject({ code: 'lease-lost' });
    expect(running.when(extend(alice, { lease: 2 })).refusal).toEqual({ code: 'not-found' });
  });

  it('of a `jit` use ends when consent is taken back, and with the grant', () => {
    const used = [jit, approve(bob), claim(alice)] as const;
    expect(given(...used, revoke(bob, { at: CLAIMED_AT })).when(extend(alice)).refusal).toMatchObject({
      code: 'wrong-state',
      status: 'REVOKED',
      decidedBy: { id: 'bob' },
    });
    const end = ASKED_AT + MINUTE + 3_600_000;
    const last = given(jit, approve(bob), claim(alice, { at: end - 10_000 }));
    expect(last.review.leases[0]?.until).toBe(end);
  });
});

describe('A report', () => {
  const running = given(...approved, claim(alice));

  it.each(['succeeded', 'failed'] as const)('that it %s ends the review', (outcome) => {
    const { review } = running.when(report(alice, outcome, { result: { rows: 3 } }));
    expect(review).toMatchObject({
      status: 'EXECUTED',
      execution: outcome,
      leases: [{ status: 'reported', report: { outcome, result: { rows: 3 } } }],
    });
  });

  it('that the outcome is unknown leaves the review UNKNOWN, and a later one is the finding', () => {
    const unknown = report(alice, 'unknown');
    expect(running.when(unknown).review).toMatchObject({ status: 'UNKNOWN', finding: null });
    expect(given(...approved, claim(alice), unknown).when(report(alice, 'failed')).review).toMatchObject({
      status: 'UNKNOWN',
      finding: { source: 'executor', finding: 'executed', outcome: 'failed' },
    });
  });

  it('given twice is one; given differently it is refused', () => {
    const told = report(alice, 'succeeded', { result: { rows: 3, of: [1, { a: null }] } });
    const done = given(...approved, claim(alice), told);
    const again = { ...told, result: { of: [1, { a: null }], rows: 3 } };
    expect(done.when(again)).toMatchObject({ refusal: null, events: [] });
    for (const other of [
      { ...told, result: { rows: 4 } },
      { ...told, result: null },
      report(alice, 'failed'),
    ]) {
      expect(done.when(other).refusal).toMatchObject({ code: 'lease-lost' });
    }
  });

  it('that comes late is the finding: nobody else can have run it', () => {
    const late = report(alice, 'succeeded', { at: RAN_OUT });
    const found = { status: 'UNKNOWN', finding: { source: 'executor', outcome: 'succeeded' } };
    expect(running.when(late).events.map(({ type }) => type)).toEqual(['LeaseLost', 'ExecutionReported']);
    expect(running.when(late).review).toMatchObject(found);
    const fired = given(...approved, claim(alice), loseLease(RAN_OUT));
    expect(fired.when(late).review).toMatchObject(found);
  });

  it('that comes late outweighs what a human found', () => {
    const told = given(...approved, claim(alice), loseLease(RAN_OUT), reconcile(bob, 'not-executed'));
    expect(told.when(report(alice, 'succeeded', { at: CLAIMED_AT + 9 * MINUTE })).review).toMatchObject({
      finding: { source: 'executor', finding: 'executed' },
    });
  });
});

describe('The clock', () => {
  const running = given(...approved, claim(alice));

  it('makes a `onetime` review UNKNOWN when its lease runs out, once', () => {
    expect(running.when(loseLease(RAN_OUT - 1)).refusal).toEqual({ code: 'not-due', deadline: RAN_OUT });
    expect(running.when(loseLease(RAN_OUT)).review).toMatchObject({ status: 'UNKNOWN' });
    const lost = given(...approved, claim(alice), loseLease(RAN_OUT));
    expect(lost.when(loseLease(RAN_OUT))).toMatchObject({ refusal: null, events: [] });
    expect(lost.when(claim(alice, { at: RAN_OUT })).refusal).toMatchObject({ status: 'UNKNOWN' });
  });

  it('leaves a `jit` review as it is', () =>
    expect(given(jit, approve(bob), claim(alice)).when(loseLease(RAN_OUT)).review).toMatchObject({
      status: 'APPROVED',
      leases: [{ status: 'lost' }],
    }));

  it('has nothing to say of a lease that was reported', () =>
    expect(
      given(...approved, claim(alice), report(alice, 'succeeded')).when(loseLease(RAN_OUT)),
    ).toMatchObject({
      refusal: null,
      events: [],
    }));
});

describe('A `jit` grant', () => {
  it('is used many times, and keeps the latest uses', () => {
    const times = Array.from({ length: 30 }, (_, index) => index);
    const uses = times.flatMap((index) => {
      const token = { lease: index + 1, fencingToken: 3 + 2 * index };
      return [claim(alice), report(alice, 'succeeded', { ...token, at: CLAIMED_AT })];
    });
    const { review } = given(jit, approve(bob), ...uses);
    expect(review).toMatchObject({ status: 'APPROVED', claims: 30 });
    expect(review.leases.map(({ number }) => number)).toEqual(times.slice(10).map((index) => index + 1));
  });
});

describe('A lost use of a `jit` grant', () => {
  it('can still be reported, however many others were since', () => {
    const others = Array.from({ length: 25 }, (_, index) => {
      const token = { lease: index + 2, fencingToken: 5 + 2 * index };
      return [claim(alice, { at: RAN_OUT }), report(alice, 'succeeded', { ...token, at: RAN_OUT })];
    }).flat();
    const { review } = given(jit, approve(bob), claim(alice), loseLease(RAN_OUT), ...others).when(
      report(alice, 'failed', { at: RAN_OUT }),
    );
    expect(review.leases[0]).toMatchObject({ number: 1, status: 'lost', report: { outcome: 'failed' } });
  });
});

describe('Reconciling', () => {
  const lost = [...approved, claim(alice), loseLease(RAN_OUT)] as const;

  it.each([alice, bob, dave])('is for whoever was concerned: $id', (actor) => {
    const { review } = given(...lost).when(reconcile(actor, 'executed', { note: 'seen in the journal' }));
    expect(review).toMatchObject({
      status: 'UNKNOWN',
      finding: { finding: 'executed', source: 'human', by: { id: actor.id }, note: 'seen in the journal' },
    });
  });

  it('is never for an agent, nor for an auditor', () => {
    expect(given(...lost).when(reconcile(executor, 'executed')).refusal).toEqual({
      code: 'agents-cannot-decide',
    });
    expect(given(...lost).when(reconcile(erin, 'executed')).refusal).toEqual({ code: 'not-eligible' });
    expect(given(...lost).when(reconcile(carol, 'executed')).refusal).toEqual({ code: 'not-found' });
  });

  it('happens once, and reopens nothing', () => {
    const found = given(...lost, reconcile(bob, 'not-executed'));
    expect(found.when(reconcile(bob, 'not-executed'))).toMatchObject({ refusal: null, events: [] });
    expect(found.when(reconcile(dave, 'executed')).refusal).toMatchObject({
      code: 'wrong-state',
      status: 'UNKNOWN',
      decidedBy: { id: 'bob' },
    });
    expect(found.when(claim(alice, { at: RAN_OUT })).refusal).toMatchObject({ status: 'UNKNOWN' });
  });
});
