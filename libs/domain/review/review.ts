/**
 * The review: its words and its state, as types only; its commands, events and refusals have files of their own. The
 * rules are in `decide.ts`, the fold in `evolve.ts`.
 *
 * Times are UTC milliseconds. Everything here is plain JSON data, so that a state can be stored as it is.
 */

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

export type Role = 'admin' | 'reviewer' | 'auditor';

/** What an API key may be given for; reading what its principal sees needs none of them. */
export type Scope = 'ask' | 'decide' | 'execute' | 'administer';

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
  /** What the credential was given for beside its groups and roles: `execute` claims what was approved. */
  readonly scopes: readonly string[];
  /** What the credential is good for, of an API key; null: for everything that its principal may do. */
  readonly restrictedTo: readonly Scope[] | null;
}

/** Who may fill a slot: a group's members, one named user, or anyone with role `reviewer` or `admin`. */
export type Holder =
  | { readonly kind: 'group'; readonly group: string }
  | { readonly kind: 'user'; readonly user: string }
  | { readonly kind: 'anyone' };

export type Verdict = 'approve' | 'reject' | 'revoke';
export type ReviewType = 'onetime' | 'jit';
/** How a run ended, as its executor says; `unknown` where it cannot say. */
export type ExecutionOutcome = 'succeeded' | 'failed' | 'unknown';
/** What lets somebody claim (the design's *Executing*). */
export type ClaimRight = 'requester' | 'admin' | 'scope';
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

/** What an executor reported of its run. */
export interface ExecutionReport {
  readonly outcome: ExecutionOutcome;
  readonly at: number;
  readonly result: Json;
  readonly note: string | null;
}
/** One use of the grant. */
export interface Lease {
  /** Counts the review's claims from 1 on. */
  readonly number: number;
  /** Revision of the claim: a report with another one is refused. */
  readonly fencingToken: number;
  readonly by: Person;
  readonly right: ClaimRight;
  readonly claimedAt: number;
  readonly seconds: number;
  /** When it runs out unless it is extended. */
  readonly until: number;
  readonly status: 'running' | 'reported' | 'lost';
  readonly report: ExecutionReport | null;
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
  /** In the order of their numbers: all that are running, and the latest of those reported, and of those lost. */
  readonly leases: readonly Lease[];
  /** How many claims there were. */
  readonly claims: number;
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

/** Taken back by its requester; what was decided before stays as it was. */
export interface WithdrawnReview extends ReviewBase {
  readonly status: 'WITHDRAWN';
  /** The approval, where it was withdrawn after one. */
  readonly approval: Outcome | null;
  readonly accessUntil: number | null;
  readonly withdrawn: Outcome;
}
interface GrantedReview extends ReviewBase {
  /** The approval under which it is or was executed. */
  readonly outcome: Outcome;
  readonly accessUntil: number;
}
/** A `onetime` review that an executor has claimed; it cannot be decided any more. */
export interface ProcessingReview extends GrantedReview {
  readonly status: 'PROCESSING';
}
export interface ExecutedReview extends GrantedReview {
  readonly status: 'EXECUTED';
  readonly execution: 'succeeded' | 'failed';
  readonly executedAt: number;
  readonly executedEventId: string;
}
/** What was found out about a run whose outcome was not known. */
export interface Finding {
  readonly finding: 'executed' | 'not-executed';
  /** From the executor's own late report, or from a human. */
  readonly source: 'executor' | 'human';
  /** What a late report said, null for a human's. */
  readonly outcome: 'succeeded' | 'failed' | null;
  readonly by: Person;
  readonly at: number;
  readonly note: string | null;
  readonly eventId: string;
}
/** Executed or not: nobody knows. Nothing ever executes it again by itself. */
export interface UnknownReview extends GrantedReview {
  readonly status: 'UNKNOWN';
  readonly unknownAt: number;
  readonly unknownEventId: string;
  readonly finding: Finding | null;
}

/** A review that exists. */
export type Review =
  | PendingReview
  | ApprovedReview
  | RejectedReview
  | RevokedReview
  | ExpiredReview
  | WithdrawnReview
  | ProcessingReview
  | ExecutedReview
  | UnknownReview;
export type ReviewStatus = Review['status'];
/** What a stream folds to; null before the first event. */
export type ReviewState = Review | null;
