import type { Principal } from '@countersign/review';
import type { AuditRow, Decision, DecisionOutcome, ReviewRow } from './review';

export interface Page {
  readonly limit: number;
  readonly offset: number;
}

/** What the service needs of its database; one implementation for each that it is measured on. */
export interface Database {
  insert(review: ReviewRow): Promise<void>;
  /** Rules, new row and audit row in one transaction, durable when it resolves. */
  decide(decision: Decision): Promise<DecisionOutcome>;
  find(id: string): Promise<ReviewRow | undefined>;
  /** What the principal may see, newest first. */
  list(principal: Principal, page: Page): Promise<readonly ReviewRow[]>;
  history(workspace: string, page: Page): Promise<{ items: readonly AuditRow[]; total: number }>;
  close(): Promise<void>;
}

/** In this order in every statement that writes a whole row. */
export const REVIEW_COLUMNS = [
  'id',
  'workspace',
  'session',
  'kind',
  'action',
  'title',
  'payload',
  'status',
  'requester',
  'on_behalf_of',
  'reviewer_group',
  'expires_at',
  'created_at',
  'resolved_by',
  'resolved_at',
  'note',
] as const satisfies readonly (keyof ReviewRow)[];

export const AUDIT_COLUMNS = [
  'review',
  'workspace',
  'verdict',
  'actor',
  'actor_details',
  'note',
  'request_id',
  'decided_at',
] as const satisfies readonly (keyof AuditRow)[];
