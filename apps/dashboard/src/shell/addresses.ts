/** Where the screens are: the one place that knows. */
export const addresses = {
  queue: '/queue',
  review: (id: string): string => `/reviews/${encodeURIComponent(id)}`,
  audit: '/audit',
  analytics: '/analytics',
  operations: '/operations',
  rules: '/rules',
} as const;
