import {
  agent7,
  alice,
  approve,
  ASKED_AT,
  bob,
  carol,
  dave,
  erin,
  expire,
  folded,
  frank,
  grace,
  MINUTE,
  person,
  reject,
  requested,
  revoke,
  rule,
} from '@countersign/testing';
import * as fc from 'fast-check';
import {
  approvalsCounted,
  approvalsNeeded,
  audienceOf,
  canSee,
  decide,
  decodeReviewEvent,
  encodeReviewEvent,
  hasDecided,
  mayApprove,
  type Amending,
  type ExpireReview,
  type Principal,
  type RequestReview,
  type Review,
  type ReviewDecision,
  type ReviewEvent,
  type ReviewState,
} from '.';

/** A failing run prints its seed and path; more runs by LAW_RUNS. */
const numRuns = Number(process.env['LAW_RUNS'] ?? 100);

const people: readonly Principal[] = [
  alice,
  bob,
  carol,
  dave,
  erin,
  frank,
  grace,
  agent7,
  person('alice', { groups: ['banking'], roles: ['admin'] }),
  person('bob', { groups: ['banking', 'security', 'oncall'], roles: ['reviewer'] }),
  person('risky', { groups: ['risk', 'banking'] }),
  person('gina', { groups: ['oncall', 'security'] }),
];
const anybody = fc.constantFrom(...people);
const someGroups = fc.uniqueArray(
  fc.constantFrom('banking', 'security', 'risk', '*', 'user:frank', 'user:alice'),
  {
    maxLength: 4,
  },
);

const anyRule = fc.record({
  groups: someGroups,
  minApprovals: fc.nat(4),
  distinctApprovers: fc.boolean(),
  forbidAdminSelfApproval: fc.boolean(),
  forceApprovalGroups: fc.subarray(['oncall', 'banking']),
  amending: fc.constantFrom<Amending | null>('allowed', 'second-person', 'forbidden', null),
  reasonRequired: fc.subarray(['reject', 'force'] as const),
});
const anyRequest: fc.Arbitrary<RequestReview> = fc
  .record({
    actor: fc.constantFrom(alice, agent7, bob),
    action: fc.constantFrom('accept', 'exec'),
    type: fc.constantFrom('onetime' as const, 'jit' as const),
    groups: someGroups,
    minApprovals: fc.nat(4),
    forceApprovalGroups: fc.subarray(['oncall']),
    deadline: fc.constantFrom(null, ASKED_AT + 20 * MINUTE),
    rule: fc.option(anyRule.map(rule)),
  })
  .map((given) => requested({ ...given, payload: { content: 'one' } }));

const note = fc.constantFrom(null, 'because');
const anyDecision: fc.Arbitrary<ReviewDecision> = fc
  .record({
    verdict: fc.constantFrom('approve', 'approve', 'approve', 'approve', 'reject', 'revoke'),
    actor: anybody,
    minute: fc.nat(30),
    force: fc.constantFrom(false, false, false, true),
    note,
    amendments: fc.constantFrom(null, null, null, 'two', { content: 'three', extra: 1 }),
    timeWindow: fc.constantFrom(null, null, { start: '09:00', end: '17:00' }),
  })
  .map(({ verdict, actor, minute, amendments, timeWindow, ...given }) => {
    const plain = { ...given, at: ASKED_AT + minute * MINUTE };
    if (verdict === 'approve') return approve(actor, { ...plain, amendments, timeWindow });
    return verdict === 'reject' ? reject(actor, plain) : revoke(actor, plain);
  });
/** The clock fires too early, in time, late and again. */
const anyExpiry = fc.nat(30).map((minute) => expire(ASKED_AT + minute * MINUTE));
const anyCommand = fc.oneof({ weight: 9, arbitrary: anyDecision }, { weight: 1, arbitrary: anyExpiry });
const anyStory = fc.tuple(anyRequest, fc.array(anyCommand, { maxLength: 12 }));

interface Step {
  readonly command: ReviewDecision | ExpireReview;
  readonly before: Review;
  readonly events: readonly ReviewEvent[];
  readonly after: Review;
}
interface Story {
  readonly events: readonly ReviewEvent[];
  readonly steps: readonly Step[];
  readonly review: Review | null;
}

function play([request, commands]: [RequestReview, readonly Step['command'][]]): Story {
  const asked = decide(request, null);
  if (asked.kind === 'refused') return { events: [], steps: [], review: null };
  const events = [...asked.events];
  const steps: Step[] = [];
  let review = folded(events) as Review;
  for (const command of commands) {
    const result = decide(command, review);
    const recorded = result.kind === 'accepted' ? result.events : [];
    const after = folded(recorded, review) as Review;
    steps.push({ command, before: review, events: recorded, after });
    events.push(...recorded);
    review = after;
  }
  return { events, steps, review };
}

function law(statement: string, holds: (story: Story) => void): void {
  it(statement, () => {
    fc.assert(
      fc.property(anyStory, (story) => holds(play(story))),
      { numRuns },
    );
  });
}

describe('Whatever is asked and decided', () => {
  it('the stories told here reach every kind of event and every status', () => {
    const met = new Set<string>();
    for (const story of fc.sample(anyStory, { numRuns: 1000, seed: 7 })) {
      const { events, review } = play(story);
      for (const { type } of events) met.add(type);
      met.add(review?.status ?? 'none');
    }
    expect([...met].sort()).toEqual(
      [
        ...['ApprovalGiven', 'ProposalAmended', 'RejectionGiven', 'RevocationGiven', 'ReviewForced'],
        ...['ReviewApproved', 'ReviewExpired', 'ReviewRejected', 'ReviewRequested', 'ReviewRevoked'],
        ...['APPROVED', 'EXPIRED', 'PENDING', 'REJECTED', 'REVOKED', 'none'],
      ].sort(),
    );
  });

  law('the same command again records nothing', ({ steps }) => {
    for (const { command, after } of steps) {
      const again = decide(command, after);
      expect(again.kind === 'accepted' ? again.events : []).toEqual([]);
    }
  });

  law('any accepted history folds to the state that it was decided on', ({ events, review }) => {
    expect(folded(events)).toEqual(review);
  });

  law('a prefix and the rest fold like the whole', ({ events, review }) => {
    const middle = Math.floor(events.length / 2);
    expect(folded(events.slice(middle), folded(events.slice(0, middle)))).toEqual(review);
  });

  law('a terminal status stays terminal', ({ steps }) => {
    for (const { before, after } of steps) {
      if (['REJECTED', 'REVOKED', 'EXPIRED'].includes(before.status)) expect(after).toBe(before);
    }
  });

  law(
    'a review expires when the clock tells of a deadline that passed while it waited, and only then',
    (story) => {
      for (const { command, before, after } of story.steps) {
        if (before.status !== 'PENDING') continue;
        const isDue = before.deadline !== null && command.at >= before.deadline;
        expect(after.status === 'EXPIRED').toBe(command.kind === 'ExpireReview' && isDue);
      }
    },
  );

  law('a deadline that passes leaves every decision as it was', ({ steps }) => {
    for (const { command, before, after } of steps) {
      if (command.kind !== 'ExpireReview') continue;
      const { slots, extraEntries, decisions, proposal } = before;
      expect(after).toMatchObject({ slots, extraEntries, decisions, proposal });
    }
  });

  law('times never run backwards and revisions count events', ({ events, review }) => {
    const times = events.map(({ at }) => at);
    expect([...times].sort((one, other) => one - other)).toEqual(times);
    expect(review?.revision ?? -1).toBe(events.length - 1);
  });

  law('approvals counted never exceed the distinct people under distinctApprovers', ({ steps }) => {
    for (const { after } of steps) {
      if (!after.policy.distinctApprovers) continue;
      const approved = after.slots.filter(({ status }) => status === 'APPROVED');
      const approvers = new Set(approved.map(({ by }) => by?.id));
      expect(approvers.size).toBe(approved.length);
      expect(approvalsCounted(after)).toBeLessThanOrEqual(approvers.size);
    }
  });

  law('a review is approved exactly when enough slots are, or by force', ({ steps }) => {
    for (const { before, events, after } of steps) {
      const isForced = events.some(({ type }) => type === 'ReviewForced');
      if (before.status !== 'PENDING' || isForced) continue;
      const isEnough = approvalsCounted(after) >= approvalsNeeded(after);
      if (after.status === 'APPROVED') expect(isEnough).toBe(true);
      if (after.status === 'PENDING' && after.policy.amending !== 'second-person')
        expect(isEnough).toBe(false);
    }
  });

  law('an approval is bound to the digest and the time that it was given for', ({ steps }) => {
    for (const { before, after } of steps) {
      if (before.status !== 'APPROVED') continue;
      expect(after.proposal).toEqual(before.proposal);
      expect('accessUntil' in after ? after.accessUntil : null).toBe(before.accessUntil);
    }
  });

  law('nobody approves his own request but an administrator who is shown to', ({ events, review }) => {
    for (const event of events) {
      if (event.type !== 'ApprovalGiven' && event.type !== 'ReviewForced') continue;
      if (event.type === 'ReviewForced' && event.verdict !== 'approve') continue;
      expect(event.by.kind).toBe('human');
      if (event.by.id !== review?.requester.id) continue;
      expect(event).toMatchObject({ selfApproved: true });
      expect(event.by.roles).toContain('admin');
      expect(event.slots.length).toBeGreaterThan(0);
      expect(review.policy.forbidAdminSelfApproval).toBe(false);
    }
  });

  law(
    'an amended version is never approved by its amender alone where a second person is needed',
    ({ review }) => {
      if (review?.status !== 'APPROVED' || review.policy.amending !== 'second-person') return;
      const { version } = review.proposal;
      if (version === 1) return;
      const approvers = review.decisions.filter(
        (one) => one.verdict === 'approve' && one.version === version,
      );
      expect(approvers.some(({ by }) => by.id !== review.versions.at(-1)?.by)).toBe(true);
    },
  );

  // What a search is told of those who see a memory is what was true of its review when it was remembered.
  law('whoever sees a review saw it from the beginning, but for executors', ({ steps }) => {
    const seenBy = (review: Review) => audienceOf(review).filter(({ kind }) => kind !== 'scope');
    for (const { before, after } of steps) expect(seenBy(after)).toEqual(seenBy(before));
  });

  law('who is accepted could see the review, and has decided it', ({ steps }) => {
    for (const { command, before, events, after } of steps) {
      if (events.length === 0 || command.kind === 'ExpireReview') continue;
      expect(canSee(before, command.actor)).toBe(true);
      expect(hasDecided(after, command.actor)).toBe(true);
    }
  });

  law('who is said to be able to approve can, given a reason', ({ review }) => {
    if (review === null) return;
    for (const actor of people) {
      const result = decide(approve(actor, { at: review.updatedAt, note: 'because' }), review);
      expect([actor, mayApprove(review, actor, review.updatedAt)]).toEqual([
        actor,
        result.kind === 'accepted',
      ]);
    }
  });

  law('everything recorded survives storage', ({ events }) => {
    for (const event of events) {
      const { type, data } = encodeReviewEvent(event);
      expect(decodeReviewEvent(type, JSON.parse(JSON.stringify(data)))).toEqual({ ok: true, event });
    }
  });

  law('a stream folds to the same status without its personal parts', ({ events, review }) => {
    const bare = folded(events.map((event) => ('personal' in event ? { ...event, personal: null } : event)));
    expect(shapeOf(bare)).toEqual(shapeOf(review));
  });

  law('a decision leaves the state before it as it was', ({ steps }) => {
    for (const { command, before } of steps) {
      const copy = structuredClone(before);
      decide(command, before);
      expect(before).toEqual(copy);
    }
  });
});

/** What must not depend on names, texts and payloads. */
function shapeOf(state: ReviewState) {
  if (state === null) return null;
  const { status, slots, extraEntries, revision, proposal, timeWindow } = state;
  return {
    status,
    slots: slots.map((slot) => ({ ...slot, by: slot.by?.id })),
    extraEntries: extraEntries.map((entry) => ({ ...entry, by: entry.by?.id })),
    revision,
    digest: proposal.digest,
    timeWindow,
  };
}

describe('Independent approvals', () => {
  const approvers = fc.uniqueArray(
    fc.record({
      id: fc.constantFrom('p1', 'p2', 'p3', 'p4', 'p5'),
      groups: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1 }),
    }),
    { selector: ({ id }) => id, minLength: 2, maxLength: 5 },
  );

  /** All at the same time, so that only their order differs; `e` is nobody's, so that the review stays open to all. */
  const after = (order: readonly { id: string; groups: string[] }[], distinctApprovers: boolean): Review => {
    const asked = requested({ rule: rule({ groups: ['a', 'b', 'c', 'd', 'e'], distinctApprovers }) });
    return play([asked, order.map(({ id, groups }) => approve(person(id, { groups })))]).review as Review;
  };

  it('end the same under distinctApprovers in whatever order they come', () => {
    fc.assert(
      fc.property(
        approvers.chain((some) =>
          fc.tuple(fc.constant(some), fc.shuffledSubarray(some, { minLength: some.length })),
        ),
        ([some, shuffled]) => {
          expect(shapeOf(after(shuffled, true))).toEqual(shapeOf(after(some, true)));
        },
      ),
      { numRuns },
    );
  });

  it('approve the same slots without it, and end equal where no two share one', () => {
    fc.assert(
      fc.property(
        approvers.chain((some) =>
          fc.tuple(fc.constant(some), fc.shuffledSubarray(some, { minLength: some.length })),
        ),
        ([some, shuffled]) => {
          const [one, other] = [after(some, false), after(shuffled, false)];
          expect(other.slots.map(({ status }) => status)).toEqual(one.slots.map(({ status }) => status));
          const shared = some.flatMap(({ groups }) => groups);
          if (new Set(shared).size === shared.length) expect(shapeOf(other)).toEqual(shapeOf(one));
        },
      ),
      { numRuns },
    );
  });
});
