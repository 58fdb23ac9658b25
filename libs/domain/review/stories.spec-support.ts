import {
  agent7,
  alice,
  approve,
  ASKED_AT,
  bob,
  carol,
  dave,
  expire,
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
  decide,
  evolve,
  type Amending,
  type Principal,
  type RequestReview,
  type ReviewCommand,
  type ReviewEvent,
  type ReviewState,
} from '.';

/** Of every standing that matters to a rule. */
export const people: readonly Principal[] = [
  alice,
  bob,
  carol,
  dave,
  frank,
  grace,
  agent7,
  person('alice', { groups: ['banking'], roles: ['admin'] }),
  person('risky', { groups: ['risk', 'banking'] }),
  person('gina', { groups: ['oncall', 'security'] }),
];

const someGroups = fc.uniqueArray(
  fc.constantFrom('banking', 'security', 'risk', '*', 'user:frank', 'user:alice'),
  { maxLength: 4 },
);
export const anyRule = fc
  .record({
    groups: someGroups,
    minApprovals: fc.nat(4),
    distinctApprovers: fc.boolean(),
    forbidAdminSelfApproval: fc.boolean(),
    forceApprovalGroups: fc.subarray(['oncall', 'banking']),
    amending: fc.constantFrom<Amending | null>('allowed', 'second-person', 'forbidden', null),
    reasonRequired: fc.subarray(['approve', 'reject', 'force'] as const),
    ttlSeconds: fc.constantFrom(null, null, 600),
    type: fc.constantFrom(null, 'jit' as const),
    accessDurationSeconds: fc.constantFrom(null, 60),
    timeWindow: fc.constantFrom(null, null, { start: '08:00', end: '18:00' }),
  })
  .map(rule);

export const anyRequest: fc.Arbitrary<RequestReview> = fc
  .record({
    actor: fc.constantFrom(alice, agent7, bob),
    action: fc.constantFrom('accept', 'exec'),
    groups: someGroups,
    assignee: fc.constantFrom(null, null, 'bob', 'alice'),
    minApprovals: fc.nat(4),
    forceApprovalGroups: fc.subarray(['oncall']),
    deadline: fc.constantFrom(null, null, ASKED_AT - 1, ASKED_AT + 20 * MINUTE),
    rule: fc.option(anyRule),
  })
  .map((given) => requested({ ...given, payload: { content: 'one' } }));

const anyDecision = fc
  .record({
    verdict: fc.constantFrom('approve', 'approve', 'approve', 'approve', 'reject', 'revoke'),
    actor: fc.constantFrom(...people),
    minute: fc.integer({ min: -5, max: 30 }),
    force: fc.constantFrom(false, false, false, true),
    note: fc.constantFrom(null, 'because'),
    amendments: fc.constantFrom(null, null, 'two', { content: 'three', extra: 1 }, { extra: null }),
    timeWindow: fc.constantFrom(null, null, { start: '09:00', end: '17:00' }),
  })
  .map(({ verdict, actor, minute, amendments, timeWindow, ...given }): ReviewCommand => {
    const plain = { ...given, at: ASKED_AT + minute * MINUTE };
    if (verdict === 'approve') return approve(actor, { ...plain, amendments, timeWindow });
    return verdict === 'reject' ? reject(actor, plain) : revoke(actor, plain);
  });
const anyExpiry = fc.nat(30).map((minute): ReviewCommand => expire(ASKED_AT + minute * MINUTE));

/** Some request's rule, and what was recorded of whatever was tried; nothing where the request was refused. */
export const anyStory = fc
  .tuple(
    anyRequest,
    fc.array(fc.oneof({ weight: 12, arbitrary: anyDecision }, { weight: 1, arbitrary: anyExpiry }), {
      maxLength: 12,
    }),
  )
  .map(([request, commands]) => ({ rule: request.rule, events: recordOf([request, ...commands]) }));

export function recordOf(commands: readonly ReviewCommand[]): readonly ReviewEvent[] {
  let state: ReviewState = null;
  return commands.flatMap((command) => {
    const result = decide(command, state);
    if (result.kind === 'refused') return [];
    state = result.events.reduce<ReviewState>((before, event) => evolve(before, event, ''), state);
    return result.events;
  });
}
