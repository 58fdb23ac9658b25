import type { Occasion } from './occasion';
import { auditAssignment } from './auditing-assignment';
import { hasConsent, isAuditorOnly, lacksSecondPerson, listed } from './auditing-consent';
import { auditPlace } from './auditing-places';
import { isDaily, windowed } from './auditing-windows';
import { type Breach, breach, timeOf, unless } from './breach';
import type { ApprovalGiven, DecisionEvent, OutcomeEvent, ReviewApproved, ReviewEvent } from './events';
import type { Review, Verdict } from './review';

const LONGEST_JIT_MS = 48 * 3_600_000;
const VERDICTS = { ApprovalGiven: 'approve', RejectionGiven: 'reject', RevocationGiven: 'revoke' } as const;

function verdictGiven(event: DecisionEvent): Verdict {
  return event.type === 'ReviewForced' ? event.verdict : VERDICTS[event.type];
}

/** A decision, against the design's *Deciding*. */
export function auditDecision(event: DecisionEvent, occasion: Occasion): readonly Breach[] {
  const { before } = occasion;
  const verdict = verdictGiven(event);
  const { proposal } = before;
  return [
    ...auditBars(event, before, verdict),
    ...unless(
      verdict !== 'revoke' || before.status === 'APPROVED',
      'impossible-transition',
      `It revokes a review that is ${before.status} and was not approved.`,
    ),
    ...unless(
      event.version === proposal.version,
      'wrong-version',
      `It decides version ${event.version}, and version ${proposal.version} stands.`,
    ),
    ...auditDeadline(event.at, before),
    ...auditPlace(event, before, verdict),
    ...auditReason(event, before, verdict),
    ...(verdict === 'approve'
      ? auditApproval(event as ApprovalGiven, occasion)
      : auditPlain(event, occasion)),
  ];
}

/** Who never decides, whatever his groups. */
function auditBars({ by }: DecisionEvent, before: Review, verdict: Verdict): readonly Breach[] {
  const isOwnDenial = verdict !== 'approve' && by.id === before.requester.id;
  return [
    ...unless(
      by.kind !== 'agent' || isOwnDenial,
      'barred',
      `${by.id} is an agent, and agents do not decide.`,
    ),
    ...unless(!isAuditorOnly(by), 'barred', `${by.id} is an auditor, and auditors do not decide.`),
  ];
}

/**
 * What was accepted of a pending review was received before its deadline. A recorded time is later only where the fact
 * before it was already.
 */
export function auditDeadline(at: number, { status, deadline, updatedAt }: Review): readonly Breach[] {
  if (status !== 'PENDING' || deadline === null || at < deadline || at === updatedAt) return [];
  return [breach('after-deadline', `It came at ${timeOf(at)}, and the deadline was ${timeOf(deadline)}.`)];
}

function auditReason(event: DecisionEvent, { policy }: Review, verdict: Verdict): readonly Breach[] {
  // Whether a sealed decision had a note nobody knows any more.
  if (event.personal === null || (event.personal.note ?? '').trim() !== '') return [];
  const wanted = policy.reasonRequired;
  const isWanted = wanted.includes(verdict) || (event.type === 'ReviewForced' && wanted.includes('force'));
  return unless(!isWanted, 'reason-missing', `The rule asks for a note to ${verdict}, and there is none.`);
}

function auditApproval(event: ApprovalGiven, occasion: Occasion): readonly Breach[] {
  const { before, earlier } = occasion;
  const isAmended = earlier?.type === 'ProposalAmended';
  return [
    ...unless(
      event.amended === isAmended,
      'wrong-amendment',
      isAmended ? 'It amended the content and does not say so.' : 'It says that it amended what it did not.',
    ),
    ...unless(
      event.timeWindow === null || before.timeWindow === null,
      'time-window-twice',
      'It sets a time window where there was one.',
    ),
    ...unless(
      event.timeWindow === null || isDaily(event.timeWindow),
      'invalid-terms',
      `It sets a time window of ${event.timeWindow === null ? 'none' : windowed(event.timeWindow)}, which no clock shows.`,
    ),
    ...auditAssignment(event, before),
    ...unless(
      isAmended || !changesNothing(event, before),
      'changes-nothing',
      `${event.by.id} had approved this already, and nothing is new.`,
    ),
  ];
}

/** A forced denial has the fields of an approval, and says nothing in them. */
function auditPlain(event: DecisionEvent, { earlier }: Occasion): readonly Breach[] {
  if (event.type !== 'ReviewForced') return [];
  const { amended, assignment, personal, timeWindow, verdict } = event;
  return [
    ...unless(
      !amended && (personal?.amendments ?? null) === null && earlier?.type !== 'ProposalAmended',
      'wrong-amendment',
      `It forces a ${verdict} and amends the content.`,
    ),
    ...unless(timeWindow === null, 'invalid-terms', `It forces a ${verdict} and sets a time window.`),
    ...unless(assignment === null, 'wrong-assignment', `It forces a ${verdict} and counts approvers.`),
  ];
}

function changesNothing(event: ApprovalGiven | DecisionEvent, before: Review): boolean {
  const standing = before.decisions.find(
    ({ by, version, voided }) => by.id === event.by.id && version === before.proposal.version && !voided,
  );
  if (standing?.verdict !== 'approve' || ('timeWindow' in event && event.timeWindow !== null)) return false;
  if (event.type === 'ReviewForced' && before.status === 'PENDING') return false;
  return event.slots.every(
    (slot) => standing.slots.includes(slot) || before.slots[slot]?.by?.id === event.by.id,
  );
}

/** What a decision brought about. */
export function auditOutcome(event: OutcomeEvent, { before, earlier }: Occasion): readonly Breach[] {
  const wanted = { ReviewApproved: 'approve', ReviewRejected: 'reject', ReviewRevoked: 'revoke' } as const;
  if (earlier === null || !isDecision(earlier) || verdictGiven(earlier) !== wanted[event.type]) {
    return [breach('outcome-without-decision', `No decision to ${wanted[event.type]} was recorded with it.`)];
  }
  const by = unless(
    event.by === earlier.by.id,
    'outcome-without-decision',
    `It is of ${event.by}, and the decision is of ${earlier.by.id}.`,
  );
  return event.type === 'ReviewApproved' ? [...by, ...auditConsent(event, earlier, before)] : by;
}

function auditConsent(event: ReviewApproved, decision: DecisionEvent, before: Review): readonly Breach[] {
  const { proposal } = before;
  const isForced = decision.type === 'ReviewForced';
  const end = endOfAccess(event.at, before);
  return [
    ...unless(
      isForced || hasConsent(before),
      'too-few-approvals',
      `Approved are the slots ${listed(approvedSlots(before))} of ${before.slots.length}, which is not enough.`,
    ),
    ...unless(
      isForced || !lacksSecondPerson(before),
      'second-person-missing',
      'Nobody but its amender has approved the amended content.',
    ),
    ...unless(
      event.digest === proposal.digest && event.version === proposal.version,
      'wrong-approved-digest',
      `It approves version ${event.version} (${event.digest}), and version ${proposal.version} (${proposal.digest}) was decided.`,
    ),
    ...unless(
      event.accessUntil === end,
      'wrong-end-of-access',
      `Access ends at ${timeOf(event.accessUntil)}, and not at ${timeOf(end)} as was granted.`,
    ),
  ];
}

function approvedSlots({ slots }: Review): readonly number[] {
  return slots.flatMap(({ status }, index) => (status === 'APPROVED' ? [index] : []));
}

function endOfAccess(at: number, { accessDurationSeconds, policy, reviewType }: Review): number {
  const given = 1000 * (accessDurationSeconds > 0 ? accessDurationSeconds : policy.grantTtlSeconds);
  return at + (reviewType === 'jit' ? Math.min(given, LONGEST_JIT_MS) : given);
}

/** What the last fact of an append leaves open that its command would have closed. */
export function unfinished(last: ReviewEvent, after: Review): readonly Breach[] {
  if (last.type === 'ProposalAmended') {
    return [breach('wrong-amendment', 'No approval was recorded with the amendment.')];
  }
  if (!isDecision(last)) return [];
  const verdict = verdictGiven(last);
  const isForced = last.type === 'ReviewForced';
  const isSettling =
    verdict !== 'approve' ||
    (after.status === 'PENDING' && (isForced || (hasConsent(after) && !lacksSecondPerson(after))));
  return unless(
    !isSettling,
    'decision-without-outcome',
    `This decision to ${verdict} settles the review, and no outcome was recorded with it.`,
  );
}

function isDecision(event: ReviewEvent): event is DecisionEvent {
  return event.type === 'ReviewForced' || Object.hasOwn(VERDICTS, event.type);
}
