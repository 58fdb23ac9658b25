import type { AuditFilter, Days, DecisionFilter, ReviewFilter } from '@countersign/client';

/** Under which names the cache keeps what was read. */
export const queryKeys = {
  me: ['me'],
  signInOptions: ['sign-in-options'],
  lists: ['reviews', 'list'],
  list: (filter: ReviewFilter) => ['reviews', 'list', filter],
  /** The ids of reviews that came after a list was read and belong into it. */
  newcomers: (filter: ReviewFilter) => ['reviews', 'newcomers', filter],
  counts: ['reviews', 'count'],
  count: (filter: ReviewFilter) => ['reviews', 'count', filter],
  review: (id: string) => ['review', id, 'now'],
  reviewEvents: (id: string) => ['review', id, 'events'],
  /** As it was: what never changes again. */
  reviewAt: (id: string, at: string | number) => ['review', id, 'at', at],
  reviewAs: (id: string, place: object) => ['review', id, 'as', place],
  memories: (session: string) => ['memories', session],
  decisions: (filter: DecisionFilter) => ['audit', 'decisions', filter],
  auditEvents: (filter: AuditFilter) => ['audit', 'list', filter],
  logEnd: (verifiedAt: string) => ['audit', 'end', verifiedAt],
  verification: ['audit', 'verification'],
  stats: (days: Days) => ['stats', days],
  operations: ['operations'],
  rules: ['rules'],
  preview: (body: string) => ['rules', 'preview', body],
  rule: (name: string) => ['rules', 'rule', name],
  ruleEvents: (name: string) => ['rules', 'events', name],
  knownWords: ['known-words'],
  related: (filter: ReviewFilter) => ['reviews', 'related', filter],
} as const;
