/** Where the screens are: the one place that knows. */
export const addresses = {
  queue: '/queue',
  review: (id: string): string => `/reviews/${encodeURIComponent(id)}`,
  audit: '/audit',
  auditLog: '/audit/log',
  auditVerification: '/audit/verification',
  auditExport: '/audit/export',
  analytics: '/analytics',
  operations: '/operations',
  rules: '/rules',
  newRule: '/rules/new',
  rule: (name: string): string => `/rules/named/${encodeURIComponent(name)}`,
  editRule: (name: string): string => `/rules/named/${encodeURIComponent(name)}/edit`,
} as const;
