/**
 * The review: its commands, events and state, as types only; its refusals are in `refusal.ts`. The rules are in
 * `decide.ts`, the fold in `evolve.ts`. Events are the storage format: their names and fields are added to, never edited.
 *
 * Times are UTC milliseconds. Everything here is plain JSON data, so that a state can be stored as it is.
 */

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

export type Role = 'admin' | 'reviewer' | 'auditor';

/** Who calls, from the verified credential only. An administrator's `groups` hold `admin`. */
export interface Principal {
  /** The token's `sub` for the primary issuer, else `<issuer>|<sub>`; opaque, compared as it is. */
  readonly id: string;
  readonly issuer: string;
  readonly name: string;
  readonly email: string;
  readonly slackId: string;
  readonly kind: 'human' | 'agent';
  readonly groups: readonly string[];
  readonly roles: readonly Role[];
  /** The tenant, a uuid. */
  readonly workspace: string;
  /** The human for whom an agent asks. */
  readonly onBehalfOf: string | null;
  /** Which credential spoke, e.g. `jwt:<jti>`. Never the credential itself. */
  readonly credential: string;
}

/** Who may fill a slot: a group's members, one named user, or anyone with role `reviewer` or `admin`. */
export type Holder =
  | { readonly kind: 'group'; readonly group: string }
  | { readonly kind: 'user'; readonly user: string }
  | { readonly kind: 'anyone' };

export type Verdict = 'approve' | 'reject' | 'revoke';
export type ReviewType = 'onetime' | 'jit';
export type Amending = 'allowed' | 'second-person' | 'forbidden';

/** A daily window in UTC, both ends included, `HH:MM` padded to two digits; a start after its end crosses midnight. */
export interface TimeWindow {
  readonly start: string;
  readonly end: string;
}

/** What a review obeys for its whole life, fixed when it is asked for. */
export interface Policy {
  /** The matched rule's name, null where none matched. */
  readonly rule: string | null;
  readonly ruleRevision: number | null;
  /** How many approved slots are needed; 0 means all, more than there are counts as all. */
  readonly minApprovals: number;
  /** The last so many slots were added to a rule's by the request: each is needed beside the rule's own number. */
  readonly addedSlots: number;
  readonly distinctApprovers: boolean;
  readonly forbidAdminSelfApproval: boolean;
  readonly forceApprovalGroups: readonly string[];
  readonly amending: Amending;
  readonly reasonRequired: readonly (Verdict | 'force')[];
  /** How long an approval lasts when no access duration is given, in seconds. */
  readonly grantTtlSeconds: number;
}

/** Opaque links to the caller's own things. */
export interface Links {
  readonly thread: string | null;
  readonly turn: string | null;
  readonly toolCall: string | null;
  readonly changeset: string | null;
}

export type Labels = Readonly<Record<string, string>>;

/** The matched rule of the workspace, as it arrives in the command that asks. */
export interface MatchedRule {
  readonly name: string;
  readonly revision: number;
  readonly groups: readonly string[];
  readonly minApprovals: number;
  readonly distinctApprovers: boolean;
  readonly forbidAdminSelfApproval: boolean;
  readonly forceApprovalGroups: readonly string[];
  /** Null: the default for the action. */
  readonly amending: Amending | null;
  readonly reasonRequired: readonly (Verdict | 'force')[];
  /** How long the request may stay pending; null: as long as the request itself says. */
  readonly ttlSeconds: number | null;
  readonly grantTtlSeconds: number | null;
  /** Null: the request's own. */
  readonly type: ReviewType | null;
  /** The most that is granted; a request may ask for less. Null: what the request says. */
  readonly accessDurationSeconds: number | null;
  /** Stands on the review from the start, so that no approval can set another. */
  readonly timeWindow: TimeWindow | null;
}

interface CommandOf<Kind extends string> {
  readonly kind: Kind;
  /** When the command was received. */
  readonly at: number;
  readonly actor: Principal;
}

export interface RequestReview extends CommandOf<'RequestReview'> {
  readonly review: string;
  /** Null: the thread if there is one, else the review's own id. */
  readonly session: string | null;
  readonly subject: { readonly kind: string; readonly id: string | null };
  readonly action: string;
  /** Null: `<action> <subject kind>`. */
  readonly title: string | null;
  readonly rationale: string | null;
  readonly payload: JsonObject;
  readonly links: Links;
  readonly labels: Labels;
  readonly assignee: string | null;
  readonly deadline: number | null;
  readonly type: ReviewType;
  readonly accessDurationSeconds: number;
  /** What the request itself asks for; ignored where a rule matches, except groups that the rule lacks. */
  readonly groups: readonly string[];
  readonly minApprovals: number;
  readonly forceApprovalGroups: readonly string[];
  readonly candidateMemories: readonly string[];
  /** Shown again by the *approvals* API; idempotency itself comes from the review's id. */
  readonly idempotencyKey: string | null;
  readonly rule: MatchedRule | null;
}
/** A request as its caller makes it: which rule it obeys is for the workspace to say. */
export type ReviewWish = Omit<RequestReview, 'rule'>;

/** What the caller says he looked at; whatever is given must be current, else `stale-proposal`. */
export interface Seen {
  readonly digest: string | null;
  /** The stream's revision, as in an ETag. */
  readonly revision: number | null;
}

interface DecisionCommand<Kind extends string> extends CommandOf<Kind> {
  readonly note: string | null;
  readonly force: boolean;
  readonly seen: Seen;
  /** Refuse unless PENDING (the *approvals* and *outputs* APIs). */
  readonly pendingOnly: boolean;
}
export interface ApproveReview extends DecisionCommand<'ApproveReview'> {
  /** A JSON Merge Patch on the payload, or a string that replaces its `content`. */
  readonly amendments: JsonObject | string | null;
  readonly timeWindow: TimeWindow | null;
}
export type RejectReview = DecisionCommand<'RejectReview'>;
export type RevokeReview = DecisionCommand<'RevokeReview'>;

export type ReviewDecision = ApproveReview | RejectReview | RevokeReview;

/** Given by the clock, not by a principal: it names the workspace itself, and never comes from a request. */
export interface ExpireReview {
  readonly kind: 'ExpireReview';
  /** What the clock says as it fires. */
  readonly at: number;
  readonly workspace: string;
}

export type ReviewCommand = RequestReview | ReviewDecision | ExpireReview;

/** The part of a principal that is recorded with every fact; names and addresses stand under `personal`. */
export interface Actor {
  readonly id: string;
  readonly issuer: string;
  readonly kind: 'human' | 'agent';
  readonly groups: readonly string[];
  readonly roles: readonly Role[];
  readonly onBehalfOf: string | null;
  readonly credential: string;
}
export interface PersonalName {
  readonly name: string;
  readonly email: string;
  readonly slackId: string;
}

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

export type DecisionEvent = ApprovalGiven | RejectionGiven | RevocationGiven | ReviewForced;
/** What a decision brings about, in the same append. */
export type OutcomeEvent = ReviewApproved | ReviewRejected | ReviewRevoked;
export type ReviewEvent = ReviewRequested | ProposalAmended | DecisionEvent | OutcomeEvent | ReviewExpired;

/** A person as shown: names are empty once the personal parts are sealed. */
export interface Person extends PersonalName {
  readonly id: string;
}

/** What stands in one slot, or in one extra entry beside the slots. */
export interface Entry {
  readonly status: 'PENDING' | 'APPROVED' | 'REJECTED' | 'REVOKED';
  readonly by: Person | null;
  readonly at: number | null;
  readonly forced: boolean;
  readonly selfApproved: boolean;
  /** An approval stood here and an amendment voided it. */
  readonly voided: boolean;
}
export interface Slot extends Entry {
  readonly holder: Holder;
}
export interface ExtraEntry extends Entry {
  /** The group under which it is shown, `''` for none. */
  readonly group: string;
}

/** One decision in the order given, standing or replaced. */
export interface Decision {
  readonly eventId: string;
  readonly verdict: Verdict;
  readonly by: Person;
  readonly at: number;
  readonly note: string | null;
  readonly version: number;
  readonly slots: readonly number[];
  readonly forced: boolean;
  readonly selfApproved: boolean;
  readonly amendments: JsonObject | string | null;
  /** An amendment or a later decision of the same person has taken its place. */
  readonly voided: boolean;
  /** Id of the outcome event that this decision brought about, null where the status stayed. */
  readonly outcomeEventId: string | null;
}

export interface Proposal {
  readonly version: number;
  readonly digest: string;
  readonly title: string;
  readonly rationale: string | null;
  readonly payload: JsonObject;
}

interface ReviewBase {
  readonly id: string;
  readonly workspace: string;
  readonly session: string;
  readonly requester: Actor & Person;
  readonly requestedAt: number;
  readonly requestedEventId: string;
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
  readonly slots: readonly Slot[];
  readonly extraEntries: readonly ExtraEntry[];
  readonly proposal: Proposal;
  /** Who amended which version; version 1 is the requester's. */
  readonly versions: readonly {
    readonly version: number;
    readonly digest: string;
    readonly by: string;
    readonly at: number;
  }[];
  readonly decisions: readonly Decision[];
  readonly candidateMemories: readonly string[];
  readonly timeWindow: TimeWindow | null;
  /** The stream's revision that this state stands for: number of events less one. */
  readonly revision: number;
  /** Time of the last event; times in a stream never run backwards. */
  readonly updatedAt: number;
}

/** The decision that made the present outcome. */
export interface Outcome {
  readonly by: Person;
  readonly at: number;
  readonly note: string | null;
  /** Id of the outcome event in the store. */
  readonly eventId: string;
}

export interface PendingReview extends ReviewBase {
  readonly status: 'PENDING';
}
export interface ApprovedReview extends ReviewBase {
  readonly status: 'APPROVED';
  readonly outcome: Outcome;
  readonly accessUntil: number;
}
export interface RejectedReview extends ReviewBase {
  readonly status: 'REJECTED';
  readonly outcome: Outcome;
  /** Kept when it was approved before. */
  readonly accessUntil: number | null;
}
export interface RevokedReview extends ReviewBase {
  readonly status: 'REVOKED';
  readonly outcome: Outcome;
  readonly accessUntil: number;
}
/** Ended by the clock, so it has no outcome; what was decided before stays as it was. */
export interface ExpiredReview extends ReviewBase {
  readonly status: 'EXPIRED';
  readonly deadline: number;
  readonly expiredAt: number;
  readonly expiredEventId: string;
}

/** A review that exists. */
export type Review = PendingReview | ApprovedReview | RejectedReview | RevokedReview | ExpiredReview;
export type ReviewStatus = Review['status'];
/** What a stream folds to; null before the first event. */
export type ReviewState = Review | null;
