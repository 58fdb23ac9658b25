import { detailErrors } from '@countersign/http';

/** How this API says what went wrong. */
export const outputsErrors = detailErrors({
  prefix: '/api/v1/review',
  api: 'outputs',
  notFound: 'Review not found',
  noteField: (forWhat) => (forWhat === 'reject' ? 'reason' : 'note'),
});
