import { isIP } from 'node:net';
import {
  type Authentication,
  type Authenticator,
  DEVELOPMENT_PRINCIPALS,
  type DevelopmentIdentity,
} from '@countersign/identity';
import type { FastifyRequest } from 'fastify';
import { isFromThisMachine } from './from-this-machine';

/** Long enough for a day's work, and no longer. */
const LIFETIME_SECONDS = 12 * 60 * 60;

/** A token of one of the development principals, as every request will judge it. */
export interface DevelopmentSession {
  readonly token: string;
  readonly admitted: Extract<Authentication, { kind: 'principal' }>;
}

/** For whom the development principals are signed in at a click. */
export type DevelopmentReach = 'nobody' | 'this-machine' | 'everybody';

/** Signs browsers in as the development principals, without asking for anything. */
export class DevelopmentSignIn {
  readonly principals = DEVELOPMENT_PRINCIPALS;

  constructor(
    private readonly identity: Pick<DevelopmentIdentity, 'sign'>,
    private readonly authenticator: Authenticator,
    private readonly reach: Exclude<DevelopmentReach, 'nobody'>,
  ) {}

  /** Whoever it is not open to is answered as if it was not there. */
  isOpenTo(request: Pick<FastifyRequest, 'raw' | 'headers'>): boolean {
    return this.reach === 'everybody' || isFromThisMachine(request);
  }

  /** Null where there is no such principal. */
  async open(id: string): Promise<DevelopmentSession | null> {
    const subject = this.principals.find((one) => one.id === id);
    if (subject === undefined) return null;
    const token = await this.identity.sign(subject, LIFETIME_SECONDS);
    const admitted = await this.authenticator.authenticate(token);
    if (admitted.kind !== 'principal') throw new Error(`the own token is not believed: ${admitted.reason}`);
    return { token, admitted };
  }
}

/**
 * Whether a request was sent to an address or to this machine by its own name. Any other name may have been pointed here
 * by another site, whose pages then pass for ours.
 */
export function isSentToAddress(host: string | undefined): boolean {
  const [, inBrackets, plain = ''] = /^(?:\[([^\]]+)\]|([^:]+))(?::\d+)?$/.exec(host ?? '') ?? [];
  if (inBrackets !== undefined) return isIP(inBrackets) === 6;
  return isIP(plain) === 4 || /^([\w-]+\.)*localhost$/i.test(plain);
}
