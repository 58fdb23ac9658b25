/** What may be wished of a review: plain data, with the time and the ids in it. */
import type {
  ExecutionOutcome,
  Json,
  JsonObject,
  Labels,
  Links,
  MatchedRule,
  Principal,
  ReviewType,
  TimeWindow,
} from './review';

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

/** By the requester only, while nothing has been executed. */
export interface WithdrawReview extends CommandOf<'WithdrawReview'> {
  readonly note: string | null;
  readonly seen: Seen;
}

/** By an administrator, while nothing is decided for good. */
export interface ReassignReview extends CommandOf<'ReassignReview'> {
  /** Null: nobody. */
  readonly assignee: string | null;
  readonly note: string | null;
  readonly seen: Seen;
}

/** Takes the grant of an approved review for one use. */
export interface ClaimExecution extends CommandOf<'ClaimExecution'> {
  readonly leaseSeconds: number;
  readonly seen: Seen;
}

/** What an executor says of its own lease; refused `lease-lost` unless the token is that of the lease's claim. */
interface LeaseCommand<Kind extends string> extends CommandOf<Kind> {
  /** Counts the review's claims from 1 on. */
  readonly lease: number;
  readonly fencingToken: number;
}
export type ExtendLease = LeaseCommand<'ExtendLease'>;
export interface ReportExecution extends LeaseCommand<'ReportExecution'> {
  readonly outcome: ExecutionOutcome;
  /** What the executor returned; any JSON. */
  readonly result: Json;
  readonly note: string | null;
}
export type ExecutionCommand = ExtendLease | ReportExecution;

/** A human's finding where nobody knows whether the content was executed. */
export interface ReconcileExecution extends CommandOf<'ReconcileExecution'> {
  readonly finding: 'executed' | 'not-executed';
  readonly note: string | null;
}

/** Given by the clock, as `ExpireReview`: the lease has run out without a report. */
export interface LoseLease {
  readonly kind: 'LoseLease';
  readonly at: number;
  readonly workspace: string;
  readonly lease: number;
}

export type ReviewCommand =
  | RequestReview
  | ReviewDecision
  | WithdrawReview
  | ReassignReview
  | ClaimExecution
  | ExecutionCommand
  | ReconcileExecution
  | ExpireReview
  | LoseLease;
