import type { ReviewCommand } from './commands';
import type { Holder, Principal, Review } from './review';
import { decide } from './decide';
import type { Refusal } from './refusal';
import { slotsHeldBy } from './slots';

const nothingSeen = { digest: null, revision: null };
/** Whatever a note is asked for, this is one: what is missing without it is said by the policy. */
const NOTE = 'a note';
const decision = { note: NOTE, force: false, seen: nothingSeen, pendingOnly: false };
const approval = { ...decision, kind: 'ApproveReview', amendments: null, timeWindow: null } as const;
const rejection = { ...decision, kind: 'RejectReview' } as const;
const revocation = { ...decision, kind: 'RevokeReview' } as const;

/** Each thing that one may want to do with a review, as the plainest command for it. */
const ACTS = {
  approve: () => approval,
  reject: () => rejection,
  revoke: () => revocation,
  forceApprove: () => ({ ...approval, force: true }),
  forceReject: () => ({ ...rejection, force: true }),
  forceRevoke: () => ({ ...revocation, force: true }),
  withdraw: () => ({ kind: 'WithdrawReview', note: NOTE, seen: nothingSeen }),
  reassign: ({ assignee }) => ({ kind: 'ReassignReview', assignee, note: NOTE, seen: nothingSeen }),
  claim: () => ({ kind: 'ClaimExecution', leaseSeconds: 60, seen: nothingSeen }),
  reconcile: () => ({ kind: 'ReconcileExecution', finding: 'executed', note: NOTE }),
} as const satisfies Record<string, (review: Review) => Wish<ReviewCommand>>;

type Wish<Command> = Command extends { readonly actor: Principal } ? Omit<Command, 'at' | 'actor'> : never;

export type Act = keyof typeof ACTS;

/**
 * For each act the refusal that would come if this principal wanted it at this time (UTC milliseconds), null where it
 * would be accepted. The function that decides answers it, so that it can never say anything else than the truth.
 */
export function permissionsOf(
  review: Review,
  principal: Principal,
  at: number,
): Readonly<Record<Act, Refusal | null>> {
  const answers = Object.entries(ACTS).map(([act, wish]) => {
    const result = decide({ ...wish(review), at, actor: principal }, review);
    return [act, result.kind === 'refused' ? result.refusal : null];
  });
  return Object.fromEntries(answers) as Record<Act, Refusal | null>;
}

/** A slot that nobody's approval fills yet. */
export interface OpenSlot {
  readonly index: number;
  readonly holder: Holder;
  /** Whether the principal asked about is a member of it. */
  readonly isHeld: boolean;
}

/** The slots that still want an approval, in the rule's order. */
export function openSlotsOf(review: Review, principal: Principal): readonly OpenSlot[] {
  const held = slotsHeldBy(review, principal);
  return review.slots.flatMap(({ status, holder }, index) =>
    status === 'APPROVED' ? [] : [{ index, holder, isHeld: held.includes(index) }],
  );
}
