import {
  approvalsCounted,
  approvalsNeeded,
  entryId,
  needsSecondPerson,
  openSlotsOf,
  type Principal,
  type Review,
} from '@countersign/review';
import type { ReviewBody } from './review-body';
import type {
  DecisionBody,
  ExtraEntryBody,
  FindingBody,
  LeaseBody,
  MissingBody,
  PolicyBody,
  SlotBody,
  VersionBody,
  WithdrawnBody,
} from './review-parts';
import { permissionsBody } from './review-permissions';
import { summaryOf } from './review-summary';
import { shownPerson, timeOf, timeOrNull } from './shown';

/** A review as it is, for this caller at this time (UTC milliseconds). */
export function toBody(review: Review, caller: Principal, at: number): ReviewBody {
  return { ...pastBody(review, caller), permissions: permissionsBody(review, caller, at) };
}

/** A review as it was, at some revision or when a write was made: nobody may do anything with that. */
export function pastBody(review: Review, caller: Principal): ReviewBody {
  const { proposal, links } = review;
  return {
    ...summaryOf(review),
    rationale: proposal.rationale,
    payload: proposal.payload,
    versions: review.versions.map(versionBody),
    turn: links.turn,
    toolCall: links.toolCall,
    policy: policyBody(review),
    slots: slotBodies(review),
    extraEntries: extraBodies(review),
    decisions: review.decisions.map(decisionBody),
    candidateMemories: review.candidateMemories,
    timeWindow: review.timeWindow,
    accessDurationSeconds: review.accessDurationSeconds,
    accessUntil: 'accessUntil' in review ? timeOrNull(review.accessUntil) : null,
    leases: review.leases.map(leaseBody),
    execution: review.status === 'EXECUTED' ? review.execution : null,
    finding: review.status === 'UNKNOWN' ? findingBody(review.finding) : null,
    withdrawn: review.status === 'WITHDRAWN' ? withdrawnBody(review.withdrawn) : null,
    missing: missingBody(review, caller),
    permissions: null,
  };
}

type Item<List> = List extends readonly (infer One)[] ? One : never;

const versionBody = ({ version, digest, by, at }: Item<Review['versions']>): VersionBody => ({
  version,
  digest,
  by,
  at: timeOf(at),
});

export function policyBody({ policy }: Pick<Review, 'policy'>): PolicyBody {
  const { addedSlots: _, ...shown } = policy;
  return shown;
}

function slotBodies({ id, slots }: Review): SlotBody[] {
  return slots.map(({ holder, ...entry }, index) => ({
    id: entryId(id, index),
    holder,
    ...entryBody(entry),
  }));
}

function extraBodies({ id, slots, extraEntries }: Review): ExtraEntryBody[] {
  return extraEntries.map(({ group, ...entry }, index) => {
    return { id: entryId(id, slots.length + index), group, ...entryBody(entry) };
  });
}

function entryBody({ by, at, ...entry }: Omit<Item<Review['slots']>, 'holder'>) {
  const { status, forced, selfApproved, voided } = entry;
  return {
    status,
    by: by === null ? null : shownPerson(by),
    at: timeOrNull(at),
    forced,
    selfApproved,
    voided,
  };
}

function decisionBody({ by, at, ...decision }: Item<Review['decisions']>): DecisionBody {
  return { ...decision, by: shownPerson(by), at: timeOf(at) };
}

/** Without its fencing token, which only whoever claimed it can use. */
function leaseBody({
  number,
  by,
  right,
  claimedAt,
  until,
  status,
  report,
}: Item<Review['leases']>): LeaseBody {
  return {
    number,
    by: shownPerson(by),
    right,
    claimedAt: timeOf(claimedAt),
    until: timeOf(until),
    status,
    report: report === null ? null : { ...report, at: timeOf(report.at) },
  };
}

function findingBody(found: Extract<Review, { status: 'UNKNOWN' }>['finding']): FindingBody | null {
  if (found === null) return null;
  const { finding, source, outcome, by, at, note, eventId } = found;
  return { finding, source, outcome, by: shownPerson(by), at: timeOf(at), note, eventId };
}

function withdrawnBody(withdrawn: Extract<Review, { status: 'WITHDRAWN' }>['withdrawn']): WithdrawnBody {
  const { by, at, note, eventId } = withdrawn;
  return { by: shownPerson(by), at: timeOf(at), note, eventId };
}

function missingBody(review: Review, caller: Principal): MissingBody {
  if (review.status !== 'PENDING') return { approvals: 0, secondPerson: false, openSlots: [] };
  return {
    approvals: approvalsNeeded(review) - approvalsCounted(review),
    secondPerson: needsSecondPerson(review),
    openSlots: openSlotsOf(review, caller),
  };
}
