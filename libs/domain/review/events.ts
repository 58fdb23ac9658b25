/**
 * What is recorded of a review: the storage format. Names and fields are added to, never edited. Times are UTC
 * milliseconds.
 */
import type {
  Actor,
  ClaimRight,
  ExecutionOutcome,
  Holder,
  Json,
  JsonObject,
  Labels,
  Links,
  PersonalName,
  Policy,
  ReviewType,
  TimeWindow,
  Verdict,
} from './review';

export interface ReviewRequested {
  readonly type: 'ReviewRequested';
  readonly at: number;
  readonly by: Actor;
  readonly review: string;
  readonly workspace: string;
  readonly session: string;
  readonly subject: { readonly kind: string; readonly id: string | null };
  readonly action: string;
  readonly reviewType: ReviewType;
  readonly accessDurationSeconds: number;
  readonly deadline: number | null;
  readonly assignee: string | null;
  readonly labels: Labels;
  readonly links: Links;
  readonly idempotencyKey: string | null;
  readonly policy: Policy;
  readonly slots: readonly Holder[];
  /** The rule's, left out where it has none: the field came later. */
  readonly timeWindow?: TimeWindow;
  /** SHA-256 over the RFC 8785 form of the payload, hex. Version 1. */
  readonly digest: string;
  /** Absent once the personal parts are sealed for good; a stream folds to the same status without them. */
  readonly personal: {
    readonly by: PersonalName;
    readonly title: string;
    readonly rationale: string | null;
    readonly payload: JsonObject;
    readonly candidateMemories: readonly string[];
  } | null;
}

/** Version n+1 of the content, in the same append as the approval that brought it, before it. */
export interface ProposalAmended {
  readonly type: 'ProposalAmended';
  readonly at: number;
  readonly by: string;
  readonly version: number;
  readonly digest: string;
  /** The slots whose approvals of older versions no longer count. */
  readonly voidedSlots: readonly number[];
  readonly personal: { readonly payload: JsonObject } | null;
}

interface DecisionGiven<Type extends string> {
  readonly type: Type;
  readonly at: number;
  readonly by: Actor;
  /** The proposal's version that was decided. */
  readonly version: number;
  /** Indices of the slots that this decision filled; empty when it stands in an extra entry only. */
  readonly slots: readonly number[];
  /** The extra entry's group (`''` for none), null where there is no extra entry. */
  readonly extraEntry: string | null;
}
/** What an approval says beside that, forced or not. */
interface ApprovalTerms {
  readonly selfApproved: boolean;
  readonly amended: boolean;
  readonly timeWindow: TimeWindow | null;
  /** Under `distinctApprovers`: for each slot the approver that counts for it, else null. Null where nothing is approved. */
  readonly assignment: readonly (string | null)[] | null;
  readonly personal: {
    readonly by: PersonalName;
    readonly note: string | null;
    readonly amendments: JsonObject | string | null;
  } | null;
}
export interface ApprovalGiven extends DecisionGiven<'ApprovalGiven'>, ApprovalTerms {}
type PlainPersonal = { readonly by: PersonalName; readonly note: string | null } | null;
export interface RejectionGiven extends DecisionGiven<'RejectionGiven'> {
  readonly personal: PlainPersonal;
}
export interface RevocationGiven extends DecisionGiven<'RevocationGiven'> {
  readonly personal: PlainPersonal;
}
/** Break-glass: decides at once, whatever slots are open. */
export interface ReviewForced extends DecisionGiven<'ReviewForced'>, ApprovalTerms {
  readonly verdict: Verdict;
  /** The force group that gave the right. */
  readonly group: string;
}

interface StatusChanged<Type extends string> {
  readonly type: Type;
  readonly at: number;
  readonly by: string;
}
export interface ReviewApproved extends StatusChanged<'ReviewApproved'> {
  readonly version: number;
  readonly digest: string;
  /** The end of access; a repeated approval never moves it. */
  readonly accessUntil: number;
}
export type ReviewRejected = StatusChanged<'ReviewRejected'>;
export type ReviewRevoked = StatusChanged<'ReviewRevoked'>;

/** The deadline passed while the review was pending. By nobody: the clock set it. */
export interface ReviewExpired {
  readonly type: 'ReviewExpired';
  readonly at: number;
  /** The request's own, the reason of this fact. */
  readonly deadline: number;
}

/** By the requester, from PENDING or APPROVED. */
export interface ReviewWithdrawn {
  readonly type: 'ReviewWithdrawn';
  readonly at: number;
  readonly by: Actor;
  readonly personal: PlainPersonal;
}

/** The assignee changed, and with it whoever holds the slot that follows him, if one does. */
export interface AssigneeChanged {
  readonly type: 'AssigneeChanged';
  readonly at: number;
  readonly by: Actor;
  readonly assignee: string | null;
  /** Index of the slot that is his from now on, null where none follows. */
  readonly slot: number | null;
  readonly personal: PlainPersonal;
}

/** One use of the grant begins. Its revision in the stream is the lease's fencing token. */
export interface ExecutionClaimed {
  readonly type: 'ExecutionClaimed';
  readonly at: number;
  readonly by: Actor;
  /** Counts the review's claims from 1 on. */
  readonly lease: number;
  readonly right: ClaimRight;
  /** What is handed to the executor: the approved version. */
  readonly digest: string;
  readonly leaseSeconds: number;
  readonly until: number;
  readonly personal: { readonly by: PersonalName } | null;
}
export interface LeaseExtended {
  readonly type: 'LeaseExtended';
  readonly at: number;
  readonly lease: number;
  readonly until: number;
}
/** What the executor says of its run; behind `LeaseLost`, or its own `unknown`, it is a finding. */
export interface ExecutionReported {
  readonly type: 'ExecutionReported';
  readonly at: number;
  readonly by: Actor;
  readonly lease: number;
  readonly outcome: ExecutionOutcome;
  readonly personal: {
    readonly by: PersonalName;
    readonly result: Json;
    readonly note: string | null;
  } | null;
}
/** The lease ran out without a report. By nobody: the clock set it. */
export interface LeaseLost {
  readonly type: 'LeaseLost';
  readonly at: number;
  readonly lease: number;
  /** When it ran out, the reason of this fact. */
  readonly until: number;
}
/** Beside the status, which stays UNKNOWN. */
export interface ExecutionReconciled {
  readonly type: 'ExecutionReconciled';
  readonly at: number;
  readonly by: Actor;
  readonly finding: 'executed' | 'not-executed';
  readonly personal: PlainPersonal;
}

export type ExecutionEvent =
  ExecutionClaimed | LeaseExtended | ExecutionReported | LeaseLost | ExecutionReconciled;
export type DecisionEvent = ApprovalGiven | RejectionGiven | RevocationGiven | ReviewForced;
/** What a decision brings about, in the same append. */
export type OutcomeEvent = ReviewApproved | ReviewRejected | ReviewRevoked;
export type ReviewEvent =
  | ReviewRequested
  | ProposalAmended
  | DecisionEvent
  | OutcomeEvent
  | ReviewExpired
  | ReviewWithdrawn
  | AssigneeChanged
  | ExecutionEvent;
