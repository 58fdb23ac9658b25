import type { Amending, Principal, Verdict } from '@countersign/review';
import * as fc from 'fast-check';
import { ASKED_AT, MINUTE } from './builders';
import { ada, executor, otto } from './callers';
import { agent7, alice, bob, carol, dave, erin, frank, grace, mallory, olga, WORKSPACE } from './people';

/** What a review of the model obeys. */
export interface Terms {
  readonly requester: string;
  readonly onBehalfOf: string | null;
  readonly workspace: string;
  /** `*`, `user:<id>` or a group; the last `added` of them are needed each. */
  readonly holders: readonly string[];
  readonly added: number;
  readonly min: number;
  readonly distinct: boolean;
  readonly forbidOwn: boolean;
  readonly forceGroups: readonly string[];
  readonly amending: Amending;
  readonly reasonRequired: readonly (Verdict | 'force')[];
  readonly deadline: number | null;
  readonly isJit: boolean;
  readonly grantSeconds: number;
  /** Who has the only slot because he is the assignee; null where slots are given otherwise. */
  readonly assignee: string | null;
}
/** From and to, in whole hours. */
export type Hours = readonly [from: number, to: number];

/** One wish; the clock's have a caller too, whom nobody asks. */
export type Wish =
  | {
      readonly kind: Verdict;
      readonly force: boolean;
      readonly note: string | null;
      readonly pendingOnly: boolean;
      readonly content: string | null;
      readonly hours: Hours | null;
    }
  | { readonly kind: 'withdraw' }
  | { readonly kind: 'expire' }
  | { readonly kind: 'reassign'; readonly to: string | null }
  | { readonly kind: 'claim'; readonly seconds: number }
  | { readonly kind: 'lose'; readonly lease: number }
  | { readonly kind: 'heartbeat'; readonly lease: number; readonly hasToken: boolean }
  | {
      readonly kind: 'report';
      readonly lease: number;
      readonly hasToken: boolean;
      readonly outcome: 'succeeded' | 'failed' | 'unknown';
    }
  | { readonly kind: 'reconcile'; readonly finding: 'executed' | 'not-executed' };

const PEOPLE: readonly Principal[] = [
  ...[bob, carol, frank, otto, ada, dave],
  ...[alice, ada, agent7, bob, carol, dave, erin, frank, grace, mallory, olga, otto, executor],
];

/** What no request can ask for by itself stands in a rule. */
const ruled = fc.record({
  added: fc.constantFrom(0, 0, 1),
  distinct: fc.boolean(),
  forbidOwn: fc.boolean(),
  amending: fc.constantFrom<Amending>('allowed', 'second-person', 'forbidden'),
  reasonRequired: fc.subarray<Verdict | 'force'>(['approve', 'reject', 'revoke', 'force'], { maxLength: 1 }),
});
const unruled = fc.constantFrom<Amending>('allowed', 'second-person').map((amending) => ({
  ...{ added: 0, distinct: false, forbidOwn: false, amending },
  reasonRequired: [] as Terms['reasonRequired'],
}));
const slots = fc.record({
  holders: fc.shuffledSubarray(['banking', 'security', '*', 'user:frank', 'oncall'], { minLength: 1 }),
  assignee: fc.constant(null),
});
const slotOfAssignee = fc.constantFrom('frank', 'bob').map((assignee) => ({
  holders: [`user:${assignee}`],
  assignee,
}));

const rest = {
  asker: fc.constantFrom(alice, alice, ada, agent7),
  min: fc.nat(3),
  forceGroups: fc.subarray(['oncall', 'banking']),
  deadline: fc.constantFrom(null, null, null, ASKED_AT + 10 * MINUTE, ASKED_AT + MINUTE + 21_000),
  isJit: fc.boolean(),
  grantSeconds: fc.constantFrom(600, 3600, 60 * 3600),
};
const whole = (
  given: Omit<Terms, 'requester' | 'onBehalfOf' | 'workspace'> & { asker: Principal },
): Terms => {
  const { asker, added, ...others } = given;
  const { id: requester, onBehalfOf } = asker;
  return {
    ...others,
    requester,
    onBehalfOf,
    workspace: WORKSPACE,
    added: Math.min(added, given.holders.length - 1),
  };
};
export const anyTermsByRule: fc.Arbitrary<Terms> = fc
  .tuple(fc.record(rest), ruled, slots)
  .map(([some, rule, held]) => whole({ ...some, ...rule, ...held }));
/** As a request alone can have them. */
export const anyTermsByRequest: fc.Arbitrary<Terms> = fc
  .tuple(fc.record(rest), unruled, fc.oneof({ weight: 4, arbitrary: slots }, slotOfAssignee))
  .map(([some, plain, held]) => whole({ ...some, ...plain, ...held }));

const lease = fc.constantFrom(1, 1, 1, 2, 3);
const hasToken = fc.constantFrom(true, true, true, false);
const decision = {
  force: fc.constantFrom(false, false, false, true),
  note: fc.constantFrom(null, 'because'),
  pendingOnly: fc.constantFrom(false, false, true),
  content: fc.constant(null),
  hours: fc.constant(null),
};
const approval = {
  ...decision,
  content: fc.constantFrom(null, null, null, null, 'one', 'two', 'three'),
  hours: fc.constantFrom<Hours | null>(null, null, null, null, null, null, [9, 17], [22, 2], [11, 12]),
};
const of = <Kind extends string, Rest>(
  weight: number,
  kind: Kind,
  some: { [Key in keyof Rest]: fc.Arbitrary<Rest[Key]> },
) => ({
  weight,
  arbitrary: fc.record<Rest & { kind: Kind }>({ kind: fc.constant(kind), ...some } as never),
});
const anyWish: fc.Arbitrary<Wish> = fc.oneof(
  of(30, 'approve' as const, approval),
  of(2, 'reject' as const, decision),
  of(2, 'revoke' as const, decision),
  of(3, 'withdraw' as const, {}),
  of(4, 'reassign' as const, { to: fc.constantFrom('carol', 'frank', 'alice', null) }),
  of(16, 'claim' as const, { seconds: fc.constantFrom(20, 60, 900) }),
  of(12, 'heartbeat' as const, { lease, hasToken }),
  of(16, 'report' as const, {
    ...{ lease, hasToken },
    outcome: fc.constantFrom('succeeded' as const, 'failed' as const, 'unknown' as const),
  }),
  of(14, 'reconcile' as const, { finding: fc.constantFrom('executed' as const, 'not-executed' as const) }),
  of(2, 'expire' as const, {}),
  of(6, 'lose' as const, { lease }),
);

/** A wish of somebody, some milliseconds after the one before it. */
export interface Step {
  readonly wish: Wish;
  readonly who: Principal;
  readonly after: number;
  /** Also where it is plain that it will be refused. */
  readonly isStubborn: boolean;
}
export const anyStep: fc.Arbitrary<Step> = fc.record({
  wish: anyWish,
  isStubborn: fc.constantFrom(...Array.from({ length: 5 }, () => false), true),
  who: fc.constantFrom(...PEOPLE),
  after: fc.oneof(
    { weight: 20, arbitrary: fc.constantFrom(0, 1_000, 10_000, 20_000) },
    { weight: 3, arbitrary: fc.constantFrom(61_000, 10 * MINUTE) },
    { weight: 1, arbitrary: fc.constant(5 * 60 * MINUTE) },
  ),
});
