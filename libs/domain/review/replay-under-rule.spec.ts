import {
  alice,
  approve,
  ASKED_AT,
  bob,
  carol,
  claim,
  dave,
  expire,
  folded,
  frank,
  grace,
  MINUTE,
  reject,
  requested,
  rule,
} from '@countersign/testing';
import * as fc from 'fast-check';
import { holderName, replayUnder, type MatchedRule, type ReviewCommand, type ReviewEvent } from '.';
import { anyRule, anyStory, recordOf } from './stories.spec-support';

const under = (other: MatchedRule | null, ...commands: ReviewCommand[]) =>
  replayUnder(recordOf(commands), other);
const twoGroups = rule({ name: 'strict', groups: ['banking', 'security'] });
const asked = requested({ rule: rule() });

describe('recorded decisions under another rule', () => {
  it('would not have been enough where it has more slots', () => {
    expect(under(twoGroups, asked, approve(bob))).toMatchObject({
      was: 'APPROVED',
      would: 'PENDING',
      refused: [],
      slots: [{ status: 'APPROVED' }, { status: 'PENDING' }],
      needed: 2,
      missing: 1,
    });
  });

  it('would have been enough where it asks for fewer', () => {
    const one = rule({ groups: ['banking', 'security'], minApprovals: 1 });
    const replay = under(one, requested({ rule: twoGroups }), approve(carol));
    expect(replay).toMatchObject({ was: 'PENDING', would: 'APPROVED', missing: 0 });
  });

  it('would have been refused where it gives their people no slot', () => {
    const risk = rule({ groups: ['risk'] });
    const replay = under(risk, asked, approve(bob), reject(dave));
    expect(replay.refused).toEqual([
      { by: 'bob', verdict: 'approve', code: 'not-found', at: ASKED_AT + MINUTE },
    ]);
    expect(replay).toMatchObject({ was: 'REJECTED', would: 'REJECTED' });
  });

  it('would have been refused for want of a note', () => {
    const replay = under(
      rule({ reasonRequired: ['approve'] }),
      asked,
      approve(bob),
      approve(frank, { note: 'ok' }),
    );
    expect(replay).toMatchObject({ would: 'APPROVED', refused: [{ by: 'bob', code: 'reason-required' }] });
  });

  it('would have come too late', () => {
    const brief = rule({ ttlSeconds: 30 });
    expect(under(brief, asked, approve(bob))).toMatchObject({
      would: 'EXPIRED',
      refused: [{ code: 'expired' }],
    });
  });

  it('would not have been forced, or amended', () => {
    const forceable = requested({ rule: rule({ forceApprovalGroups: ['oncall'] }) });
    const forced = under(rule(), forceable, approve(grace, { force: true }));
    expect(forced).toMatchObject({ was: 'APPROVED', would: 'PENDING', refused: [{ by: 'grace' }] });
    const amending = approve(bob, { amendments: { input: 'select 2' } });
    const amended = under(rule({ amending: 'forbidden' }), asked, amending, approve(frank));
    expect(amended).toMatchObject({ refused: [{ by: 'bob', code: 'invalid-amendment' }], would: 'APPROVED' });
  });

  it('would have been made of nothing where the request itself is refused', () => {
    expect(under(rule({ groups: ['user:alice'] }), asked, approve(bob))).toEqual({
      was: 'APPROVED',
      would: null,
      refusal: 'unsatisfiable',
      refused: [],
      slots: [],
      needed: 0,
      missing: 0,
    });
  });

  it('end by the clock as they did', () => {
    const deadline = ASKED_AT + 5 * MINUTE;
    const replay = under(twoGroups, requested({ rule: rule(), deadline }), expire(deadline));
    expect(replay).toMatchObject({ was: 'EXPIRED', would: 'EXPIRED', refused: [] });
  });
});

describe('what an execution left behind', () => {
  const decided = recordOf([asked, approve(bob)]);
  const executed = recordOf([asked, approve(bob), claim(alice)]);
  const extended = { type: 'LeaseExtended', at: ASKED_AT, lease: 7, until: ASKED_AT } as const;

  it('is passed over, however much it is', () => {
    expect(executed.length).toBeGreaterThan(decided.length);
    const used = [...executed, ...Array.from({ length: 20_000 }, () => extended)];
    expect(replayUnder(used, twoGroups)).toEqual(replayUnder(decided, twoGroups));
    expect(replayUnder(used, rule())).toMatchObject({ was: 'APPROVED', would: 'APPROVED', refused: [] });
  });
});

describe('the groups of a request under another rule', () => {
  const slotsUnder = (other: MatchedRule | null, command: ReviewCommand) =>
    under(other, command).slots.map(({ holder }) => holderName(holder));

  it.each([
    ['are its own', { groups: ['risk', 'security'] }, ['banking', 'risk', 'security']],
    ['are those that it added to its rule', { rule: twoGroups, groups: ['risk'] }, ['banking', 'risk']],
    ['are none for an assignee', { assignee: 'bob' }, ['banking']],
    ['are none for an open slot', {}, ['banking']],
    [
      'are an open slot that it named beside an assignee',
      { assignee: 'bob', groups: ['*'] },
      ['banking', '*'],
    ],
  ])('%s', (_case, command, slots) => expect(slotsUnder(rule(), requested(command))).toEqual(slots));

  it('count alone under none', () => {
    expect(slotsUnder(null, requested({ rule: twoGroups, groups: ['risk'] }))).toEqual(['risk']);
    expect(slotsUnder(null, requested({ rule: twoGroups, assignee: 'bob' }))).toEqual(['user:bob']);
    expect(slotsUnder(null, requested({ rule: twoGroups }))).toEqual(['*']);
  });
});

describe('a history that cannot have happened', () => {
  it('is not replayed', () => {
    expect(() => replayUnder([], null)).toThrow('corrupt history');
    expect(() => replayUnder(recordOf([asked, approve(bob)]).slice(1), null)).toThrow('corrupt history');
  });
});

const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);
const sealed = (events: readonly ReviewEvent[]) =>
  events.map((event): ReviewEvent => ('personal' in event ? { ...event, personal: null } : event));

describe(`laws of replays (seed ${seed})`, () => {
  it('under the rule that was pinned everything comes to the same, sealed or not', () => {
    let replayed = 0;
    fc.assert(
      fc.property(anyStory, fc.nat(16), ({ events, rule: pinned }, unsealed) => {
        if (events.length === 0) return;
        const state = folded(events);
        const told = [...events.slice(0, unsealed), ...sealed(events.slice(unsealed))];
        const { was, would, refused, slots } = replayUnder(told, pinned);
        expect({ was, would, refused }).toEqual({ was: state?.status, would: state?.status, refused: [] });
        if (events.length <= unsealed) expect(slots).toEqual(state?.slots);
        replayed += 1;
      }),
      { seed, numRuns: 250 },
    );
    expect(replayed).toBeGreaterThan(100);
  });

  it('under any rule it comes to something, always to the same, and changes no record', () => {
    fc.assert(
      fc.property(anyStory, fc.option(anyRule), ({ events }, other) => {
        if (events.length === 0) return;
        const before = JSON.stringify(events);
        const replay = replayUnder(events, other);
        expect(replayUnder(events, other)).toEqual(replay);
        expect(JSON.stringify(events)).toBe(before);
        expect(replay.missing).toBeGreaterThanOrEqual(0);
        expect(replay.was).toBe(folded(events)?.status);
      }),
      { seed, numRuns: 100 },
    );
  });
});
