import { detailErrors } from '@countersign/http';

/** Errors are `{"detail": ...}`: a text, or for 422 a list of `loc`, `msg` and `type`. */
export const approvalsErrors = detailErrors({
  prefix: '/api/v1/approvals',
  api: 'approvals',
  notFound: 'Approval request not found',
  noteField: () => 'note',
});
