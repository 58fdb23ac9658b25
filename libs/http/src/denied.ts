import { Logger } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Failure } from './failure';
import { LineBudget, type LineLimits } from './line-budget';
import { networkOf } from './network-of';
import { short, targetOf, toldRequest } from './told-request';

interface Denial {
  readonly why: string;
  /** Of what is wrong with a credential; never the credential. */
  readonly reason?: string;
}

/** Where it happened: the name of the API, and the ids of what was wanted where the path does not have them. */
interface Attempt {
  readonly api: string;
  readonly target?: Readonly<Record<string, string>>;
}

const logger = new Logger('Denied');
const budgetOf = (limits: LineLimits): LineBudget =>
  new LineBudget(limits, (leftOut) => logger.warn({ leftOut, msg: 'denied attempts left out' }));
/** Of what anybody can bring about as often as he likes. */
const common = budgetOf({ ofOne: 10, inAll: 50 });
/** Of what somebody known may not do: no flood of the others hides it, nor does one workspace another's. */
const refusals = budgetOf({ ofOne: 10, ofGroup: 30, inAll: 100 });
const COMMON = new Set(['unauthenticated', 'rate-limited', 'too-many-waits', 'not-found']);

/**
 * One line for an attempt that was denied: who, what and why. Nothing for a failure that is no matter of permission.
 * Of a flood some lines are written, and how many were not.
 */
export function noteDenied(request: FastifyRequest, failure: Failure, { api, target }: Attempt): void {
  const denial = denialOf(failure);
  if (denial === null) return;
  const told = toldRequest(request);
  const { id, peer = '', workspace = '' } = told.who;
  const caller = id === undefined ? networkOf(peer) : `${workspace} ${id}`;
  const budget = COMMON.has(denial.why) ? common : refusals;
  if (!budget.take(caller, denial.why, workspace)) return;
  const line = { ...told, api, target: target ?? targetOf(request), ...denial, msg: 'denied' };
  // Somebody looks for what is not there every day.
  if (denial.why === 'not-found') logger.log(line);
  else logger.warn(line);
}

function denialOf(failure: Failure): Denial | null {
  switch (failure.kind) {
    case 'unauthenticated': {
      const { kind, reason } = failure;
      return { why: kind, ...(reason !== undefined && { reason: short(reason) }) };
    }
    case 'foreign-origin':
    case 'other-principal':
    case 'rate-limited':
    case 'too-many-waits':
      return { why: failure.kind };
    case 'refused':
    case 'rule-refused':
    case 'api-key-refused':
      return DENIALS.has(failure.refusal.code) ? { why: failure.refusal.code } : null;
    case 'no-such-route':
    case 'method-not-allowed':
    case 'malformed-json':
    case 'unsupported-media-type':
    case 'invalid':
    case 'too-large':
    case 'ambiguous-session':
    case 'none-pending':
    case 'unavailable':
    case 'bug':
      return null;
  }
}

type Code = Extract<Failure, { readonly refusal: unknown }>['refusal']['code'];

/** The refusals that say that somebody may not, whatever status a dialect gives them. */
const DENIALS: ReadonlySet<Code> = new Set([
  'not-found',
  'agents-cannot-decide',
  'insufficient-scope',
  'self-approval',
  'not-eligible',
  'not-requester',
] as const);
