import type { RefusalCode } from '@countersign/review';
import type { Operation } from './operations';

type Statuses = Readonly<Partial<Record<RefusalCode | 'unauthenticated' | 'unsuited-credential', number>>>;

/** The design's table of refusals; only what comes of who asks, and of where the review stands. */
const OURS: Statuses = {
  unauthenticated: 401,
  'unsuited-credential': 400,
  'not-found': 404,
  'insufficient-scope': 403,
  'agents-cannot-decide': 403,
  'not-requester': 403,
  'self-approval': 403,
  'not-eligible': 403,
  'wrong-state': 409,
  expired: 409,
  'lease-lost': 409,
};
const OF_ACCESS: Statuses = {
  ...OURS,
  'self-approval': 400,
  'not-eligible': 400,
  'wrong-state': 400,
  expired: 400,
};

/** How each API says a refusal. */
export const statusesOf = (dialect: Operation['dialect']): Statuses =>
  dialect === 'access' ? OF_ACCESS : OURS;
