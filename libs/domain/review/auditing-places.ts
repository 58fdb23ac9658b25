import { isForGroup, isSame, lacksSecondPerson, listed, placesOf } from './auditing-consent';
import { type Breach, breach, unless } from './breach';
import type { DecisionEvent, ReviewForced } from './events';
import type { Actor, Review, Verdict } from './review';

/** In which slots and entries a decision may stand, by what was recorded of its maker and by the review's own slots. */
export function auditPlace(event: DecisionEvent, before: Review, verdict: Verdict): readonly Breach[] {
  if (event.type === 'ReviewForced') return auditForced(event, before, verdict);
  const held = placesOf(before, event.by);
  if (verdict !== 'approve') return auditDenial(event, before, held);

  const mayFill = held.filter((slot) => mayApprove(before, event.by, slot));
  const [own] = auditOwn(event, before, held, mayFill);
  if (own !== undefined) return [own];
  return [
    ...auditSlots(event, held, mayFill),
    ...unless(event.extraEntry === null, 'wrong-extra-entry', 'An approval stands in no extra entry.'),
    ...auditFlag(event, isOwn(before, event.by) && mayFill.some((slot) => isForGroup(before, slot))),
  ];
}

/** The design's rule 6. In an open or named slot the human for whom an agent asked may approve. */
function mayApprove(review: Review, actor: Actor, slot: number): boolean {
  if (!isOwn(review, actor)) return true;
  if (isForGroup(review, slot)) return mayApproveOwn(review, actor);
  return actor.id !== review.requester.id;
}

function isOwn({ requester }: Review, { id }: Actor): boolean {
  return id === requester.id || id === requester.onBehalfOf;
}

function mayApproveOwn({ policy }: Review, { roles }: Actor): boolean {
  return roles.includes('admin') && !policy.forbidAdminSelfApproval;
}

function auditOwn(
  { by, slots }: DecisionEvent,
  review: Review,
  held: readonly number[],
  mayFill: readonly number[],
): readonly Breach[] {
  if (!isOwn(review, by)) return [];
  const isForbidden = slots.some((slot) => held.includes(slot) && !mayFill.includes(slot));
  const isNowhere = mayFill.length === 0 && (held.length > 0 || by.id === review.requester.id);
  return unless(
    !isForbidden && !isNowhere,
    'self-approval',
    by.id === review.requester.id
      ? `${by.id} approved his own request.`
      : `${by.id} approved what was asked for on his behalf.`,
  );
}

function auditSlots(
  { by, slots }: DecisionEvent,
  held: readonly number[],
  wanted: readonly number[],
): readonly Breach[] {
  const foreign = slots.filter((slot) => !held.includes(slot));
  if (foreign.length > 0 || wanted.length === 0) {
    return [
      breach(
        'not-eligible',
        `${by.id}, with the groups ${listed(by.groups)} and the roles ${listed(by.roles)}, is no member of ` +
          (foreign.length > 0 ? `slot ${listed(foreign)}.` : 'any slot.'),
      ),
    ];
  }
  return unless(
    isSame(slots, wanted),
    'wrong-slots',
    `It stands in the slots ${listed(slots)}, and its maker is a member of ${listed(wanted)}.`,
  );
}

/** Members of a slot, filled or not; else an administrator or the requester, in an extra entry. */
function auditDenial(event: DecisionEvent, review: Review, held: readonly number[]): readonly Breach[] {
  const { by, extraEntry } = event;
  const isAdmin = by.roles.includes('admin');
  const isRequester = by.id === review.requester.id;
  if (held.length === 0 && event.slots.length === 0 && (isAdmin || isRequester)) {
    const wanted = isAdmin ? 'admin' : (by.groups[0] ?? '');
    return unless(
      extraEntry === wanted,
      'wrong-extra-entry',
      `It stands in the extra entry ${JSON.stringify(extraEntry)}, and not in ${JSON.stringify(wanted)}.`,
    );
  }
  return [
    ...auditSlots(event, held, held),
    ...unless(extraEntry === null, 'wrong-extra-entry', 'It stands in a slot and in an extra entry.'),
  ];
}

/** Break-glass: by the groups that the review names for it, never as an ordinary decision. */
function auditForced(event: ReviewForced, review: Review, verdict: Verdict): readonly Breach[] {
  const { by, group } = event;
  const groups = review.policy.forceApprovalGroups.filter((one) => by.groups.includes(one));
  const slot = placesOf(review, by).find((index) => isForGroup(review, index));
  const ofOwn = verdict === 'approve' && isOwn(review, by);
  if (ofOwn && (slot === undefined || !mayApproveOwn(review, by))) {
    return [breach('self-approval', `${by.id} forced an approval of his own request.`)];
  }
  const isAmender = review.versions.at(-1)?.by === by.id;
  if (verdict === 'approve' && isAmender && lacksSecondPerson(review)) {
    return [breach('self-approval', `${by.id} forced the content that he had amended himself.`)];
  }
  if (groups[0] !== group) {
    const own = `${by.id}, with the groups ${listed(by.groups)},`;
    return [breach('not-eligible', `${own} could not force it as a member of ${JSON.stringify(group)}.`)];
  }
  return [
    ...unless(
      isSame(event.slots, slot === undefined ? [] : [slot]),
      'wrong-slots',
      `It stands in the slots ${listed(event.slots)}, and not in ${listed(slot === undefined ? [] : [slot])}.`,
    ),
    ...unless(
      event.extraEntry === (slot === undefined ? group : null),
      'wrong-extra-entry',
      `It stands in the extra entry ${JSON.stringify(event.extraEntry)}.`,
    ),
    ...auditFlag(event, ofOwn),
  ];
}

function auditFlag(event: DecisionEvent, wanted: boolean): readonly Breach[] {
  return unless(
    'selfApproved' in event && event.selfApproved === wanted,
    'wrong-self-approved-flag',
    wanted
      ? 'It is an approval of his own request and is not shown as one.'
      : 'It is shown as an approval of his own request and is none.',
  );
}
