import { listed } from './auditing-consent';
import { type Breach, unless } from './breach';
import type { ApprovalGiven, ReviewForced } from './events';
import type { Review } from './review';

/** An approver of the version that stands, and the slots that his approval stands in. */
interface Standing {
  readonly id: string;
  readonly slots: readonly number[];
}

/**
 * Under `distinctApprovers`: who counts for which slot has approved this version, may fill it, and counts once; and no
 * slot is left empty that the approvers could have filled between them.
 */
export function auditAssignment(event: ApprovalGiven | ReviewForced, before: Review): readonly Breach[] {
  const { assignment } = event;
  const { policy, slots } = before;
  if (assignment === null || !policy.distinctApprovers) {
    return unless(
      (assignment !== null) === policy.distinctApprovers,
      'wrong-assignment',
      policy.distinctApprovers
        ? 'It does not say who counts for which slot, which its rule asks for.'
        : 'It says who counts for which slot, which its rule does not ask for.',
    );
  }
  const approvers = standingApprovers(event, before);
  const counted = assignment.filter((approver) => approver !== null);
  const mayFill = (approver: string, slot: number): boolean =>
    approvers.some(({ id, slots: own }) => id === approver && own.includes(slot));
  const isRight =
    assignment.length === slots.length &&
    new Set(counted).size === counted.length &&
    assignment.every((approver, slot) => approver === null || mayFill(approver, slot));
  if (!isRight) {
    return unless(false, 'wrong-assignment', `It counts ${listed(counted)} for slots that are not theirs.`);
  }
  const most = mostFilled(slots.length, approvers);
  return unless(
    counted.length === most,
    'wrong-assignment',
    `It counts approvers for ${counted.length} slots, and there are some for ${most}.`,
  );
}

function standingApprovers(event: ApprovalGiven | ReviewForced, before: Review): readonly Standing[] {
  const { decisions, proposal } = before;
  const others = decisions.filter(
    ({ by, verdict, version, voided }) =>
      by.id !== event.by.id && verdict === 'approve' && version === proposal.version && !voided,
  );
  return [...others.map(({ by, slots }) => ({ id: by.id, slots })), { id: event.by.id, slots: event.slots }];
}

/** Somebody who takes another slot, and the one that he left for it. */
interface Move {
  readonly mover: Standing;
  readonly left: number | null;
}

/**
 * How many slots can be filled with a person each: by growing what is filled along chains in which everybody moves on by
 * one slot, breadth first.
 */
export function mostFilled(slots: number, approvers: readonly Standing[]): number {
  const inSlot = new Map<number, Standing>();
  for (const approver of approvers) {
    const cameFrom = new Map<number, Move>();
    const queue: Move[] = [{ mover: approver, left: null }];
    let free: number | null = null;
    for (let step = queue.shift(); step !== undefined && free === null; step = queue.shift()) {
      for (const slot of step.mover.slots) {
        if (slot >= slots || cameFrom.has(slot)) continue;
        cameFrom.set(slot, step);
        const holder = inSlot.get(slot);
        if (holder === undefined) {
          free = slot;
          break;
        }
        queue.push({ mover: holder, left: slot });
      }
    }
    for (let slot = free; slot !== null;) {
      const { mover, left } = cameFrom.get(slot) as Move;
      inSlot.set(slot, mover);
      slot = left;
    }
  }
  return inSlot.size;
}
