import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { returnPathOf } from './return-path';

/** For so long somebody may take to sign in at the provider. */
export const TRANSACTION_SECONDS = 10 * 60;

/** One attempt to sign in, from the browser's departure to its return. */
export interface Transaction {
  readonly state: string;
  readonly nonce: string;
  /** Of PKCE (RFC 7636). */
  readonly verifier: string;
  readonly returnTo: string;
}

/**
 * What the browser keeps of an attempt: a secret, the time, and where to go afterwards. The rest is derived from all
 * three, so nothing in it can be changed without the `state` that the provider sends back becoming another one, nor
 * can two attempts be mixed up; and whichever gateway the browser comes back to, it needs no memory of the first.
 */
export function beginTransaction(returnTo: string, now: number): { kept: string; transaction: Transaction } {
  const secret = randomBytes(32).toString('base64url');
  const time = String(Math.floor(now / 1000));
  return {
    kept: [secret, time, Buffer.from(returnTo).toString('base64url')].join('.'),
    transaction: derived(secret, time, returnTo),
  };
}

/** The attempt that a browser has kept, if the state that came back is its own and it is not too long ago. */
export function resumeTransaction(kept: string, state: string, now: number): Transaction | null {
  const [, secret = '', time = '', encoded = ''] =
    /^([\w-]{43})\.(\d{1,12})\.([\w-]{1,2048})$/.exec(kept) ?? [];
  if (secret === '') return null;
  const age = Math.floor(now / 1000) - Number(time);
  // Another gateway's clock may be a little ahead.
  if (age > TRANSACTION_SECONDS || age < -60) return null;
  const returnTo = Buffer.from(encoded, 'base64url').toString();
  const transaction = derived(secret, time, returnTo);
  return isEqual(transaction.state, state) ? { ...transaction, returnTo: returnPathOf(returnTo) } : null;
}

function derived(secret: string, time: string, returnTo: string): Transaction {
  const of = (purpose: string): string =>
    createHmac('sha256', secret)
      .update(JSON.stringify([purpose, time, returnTo]))
      .digest('base64url');
  return { state: of('state'), nonce: of('nonce'), verifier: of('verifier'), returnTo };
}

function isEqual(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
