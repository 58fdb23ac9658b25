import type { ReviewStatus } from '@countersign/client';
import type { Tone } from './tone.ts';

export interface StatusWords {
  readonly word: string;
  readonly tone: Tone;
}

const WORDS: Readonly<Record<ReviewStatus, StatusWords>> = {
  PENDING: { word: 'Pending', tone: 'blue' },
  APPROVED: { word: 'Approved', tone: 'green' },
  REJECTED: { word: 'Rejected', tone: 'red' },
  REVOKED: { word: 'Revoked', tone: 'red' },
  EXPIRED: { word: 'Expired', tone: 'grey' },
  WITHDRAWN: { word: 'Withdrawn', tone: 'grey' },
  PROCESSING: { word: 'Being executed', tone: 'violet' },
  EXECUTED: { word: 'Executed', tone: 'green' },
  UNKNOWN: { word: 'Outcome unknown', tone: 'amber' },
};

export const statusWords = (status: ReviewStatus): StatusWords => WORDS[status];

export const STATUSES = Object.keys(WORDS) as readonly ReviewStatus[];
export const DECIDED = STATUSES.filter((status) => status !== 'PENDING');
