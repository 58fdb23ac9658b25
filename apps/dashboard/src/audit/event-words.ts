import type { AuditEvent } from '@countersign/client';
import type { Tone } from '../parts/tone.ts';

export const KIND_WORDS: Readonly<Record<AuditEvent['kind'], string>> = {
  review: 'Review',
  memory: 'Memory',
  rules: 'Rules',
  apikeys: 'API keys',
};

export const KIND_TONES: Readonly<Record<AuditEvent['kind'], Tone>> = {
  review: 'blue',
  memory: 'violet',
  rules: 'amber',
  apikeys: 'grey',
};

/** What this version of the product records; a newer one may record more. */
export const EVENT_TYPES: readonly string[] = [
  'ReviewRequested',
  'ProposalAmended',
  'ApprovalGiven',
  'RejectionGiven',
  'RevocationGiven',
  'ReviewApproved',
  'ReviewRejected',
  'ReviewRevoked',
  'ReviewForced',
  'ReviewWithdrawn',
  'ReviewExpired',
  'AssigneeChanged',
  'ExecutionClaimed',
  'LeaseExtended',
  'LeaseLost',
  'ExecutionReported',
  'ExecutionReconciled',
  'MemoriesCrystallised',
  'MemoryForgotten',
  'RuleSet',
  'RuleDeleted',
  'ApiKeyIssued',
  'ApiKeyRevoked',
];

/** Through what it came, in words. */
export function wayWords(api: string | null): string {
  if (api === null) return 'it is not known through what';
  return api === 'reaction' ? 'by the product itself' : `through the API ${api}`;
}
