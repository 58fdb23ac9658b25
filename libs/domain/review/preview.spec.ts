import {
  agent7,
  alice,
  approve,
  ASKED_AT,
  bob,
  carol,
  dave,
  erin,
  frank,
  given,
  grace,
  mallory,
  MINUTE,
  olga,
  requested,
  rule,
} from '@countersign/testing';
import * as fc from 'fast-check';
import { holderName, previewOf, type Preview, type Principal, type RequestReview } from '.';
import { anyRequest, people, recordOf } from './stories.spec-support';

function accepted(preview: Preview): Extract<Preview, { kind: 'accepted' }> {
  if (preview.kind === 'refused') throw new Error(preview.refusal.code);
  return preview;
}
const preview = (command: Partial<RequestReview>, ...principals: Principal[]) =>
  accepted(previewOf(requested(command), principals));
const twoGroups = rule({ groups: ['banking', 'security'] });

describe('the preview of a request', () => {
  it('says what its review would obey', () => {
    const matched = rule({
      groups: ['banking', 'security'],
      minApprovals: 1,
      type: 'jit',
      ttlSeconds: 60,
      accessDurationSeconds: 900,
      timeWindow: { start: '09:00', end: '17:00' },
    });
    const asked = preview({ rule: matched, groups: ['risk'] });
    expect(asked).toMatchObject({
      policy: { rule: 'payments', ruleRevision: 3, addedSlots: 1 },
      needed: 2,
      deadline: ASKED_AT + MINUTE,
      reviewType: 'jit',
      accessDurationSeconds: 900,
      timeWindow: { start: '09:00', end: '17:00' },
    });
    expect(asked.slots.map(holderName)).toEqual(['banking', 'security', 'risk']);
  });

  it('is a refusal where the request would be refused', () => {
    expect(previewOf(requested({ assignee: 'alice' }), [bob])).toMatchObject({
      kind: 'refused',
      refusal: { code: 'unsatisfiable' },
    });
  });

  it('says of everybody which slots he could fill, or why he could not', () => {
    const everybody = [alice, bob, frank, dave, erin, mallory, agent7, olga, grace];
    const { approvers } = preview(
      { rule: rule({ ...twoGroups, forceApprovalGroups: ['oncall'] }) },
      ...everybody,
    );
    expect(approvers.map(({ id, refusal, slots }) => [id, refusal?.code ?? slots])).toEqual([
      ['alice', 'self-approval'],
      ['bob', [0]],
      ['frank', [0, 1]],
      ['dave', 'not-eligible'],
      ['erin', 'not-eligible'],
      ['mallory', 'not-found'],
      ['agent-7', 'not-found'],
      ['olga', 'not-found'],
      ['grace', 'not-eligible'],
    ]);
  });

  it('takes a note that is asked for as given', () => {
    expect(preview({ rule: rule({ reasonRequired: ['approve'] }) }, bob).isSatisfiable).toBe(true);
  });
});

describe('some people', () => {
  it('could bring the approval when they fill enough slots together', () => {
    expect(preview({ rule: twoGroups }, bob).isSatisfiable).toBe(false);
    expect(preview({ rule: twoGroups }, bob, carol).isSatisfiable).toBe(true);
    expect(preview({ rule: twoGroups }, frank).isSatisfiable).toBe(true);
    expect(preview({ rule: rule({ ...twoGroups, minApprovals: 1 }) }, bob).isSatisfiable).toBe(true);
  });

  it('could not by filling one slot twice for one that the request added', () => {
    const command = { rule: rule({ ...twoGroups, minApprovals: 1 }), groups: ['risk'] };
    expect(preview(command, bob, carol).isSatisfiable).toBe(false);
  });

  it('count once each where the rule wants distinct people, in whatever slot is best', () => {
    const distinct = rule({ ...twoGroups, distinctApprovers: true });
    expect(preview({ rule: distinct }, frank).isSatisfiable).toBe(false);
    expect(preview({ rule: distinct }, frank, frank).isSatisfiable).toBe(false);
    expect(preview({ rule: distinct }, frank, bob).isSatisfiable).toBe(true);
    expect(preview({ rule: distinct }, bob, frank).isSatisfiable).toBe(true);
  });

  it('could not after a deadline that has passed', () => {
    expect(preview({ deadline: ASKED_AT }, bob)).toMatchObject({
      approvers: [{ refusal: { code: 'expired' } }],
      isSatisfiable: false,
    });
  });

  it('are nobody', () => expect(preview({}).isSatisfiable).toBe(false));
});

const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);

describe(`laws of previews (seed ${seed})`, () => {
  it('a request is satisfiable exactly when all who may approve it bring the approval', () => {
    fc.assert(
      fc.property(anyRequest, fc.subarray([...people]), (command, some) => {
        const shown = previewOf(command, some);
        const events = recordOf([
          command,
          ...some.map((actor) => approve(actor, { at: command.at, note: 'yes' })),
        ]);
        expect(events.length > 0).toBe(shown.kind === 'accepted');
        if (shown.kind === 'refused') return;
        const isApproved = events.some(({ type }) => type === 'ReviewApproved');
        const isAliceTwice = some.filter(({ id }) => id === 'alice').length > 1;
        if (!isAliceTwice) expect(shown.isSatisfiable).toBe(isApproved);
      }),
      { seed, numRuns: 150 },
    );
  });

  it('a review begins as it was shown', () => {
    fc.assert(
      fc.property(anyRequest, (command) => {
        const shown = previewOf(command, []);
        if (shown.kind === 'refused') return;
        const { policy, deadline, reviewType, accessDurationSeconds, timeWindow, slots } =
          given(command).review;
        expect(shown).toMatchObject({ policy, deadline, reviewType, accessDurationSeconds, timeWindow });
        expect(shown.slots).toEqual(slots.map(({ holder }) => holder));
      }),
      { seed, numRuns: 60 },
    );
  });
});
