import { cookiesIn, TOKEN_COOKIE } from '@countersign/identity';
import { TRANSACTION_SECONDS } from './transaction';

/** Browsers drop a larger one without a word (RFC 6265, 6.1). */
const LARGEST_COOKIE = 4_096;
/** So many attempts to sign in may be under way in one browser; older ones are given up. */
const MOST_ATTEMPTS = 4;
const STATE_SHOWN = 16;

/** The cookies of browsers, as `Set-Cookie` says them. Secure: over TLS alone. */
export class SetCookie {
  private readonly secure: string;
  private readonly attemptPrefix: string;

  constructor({ isSecure }: { readonly isSecure: boolean }) {
    this.secure = isSecure ? '; Secure' : '';
    // With this prefix browsers take it from us alone, and from no sibling domain.
    this.attemptPrefix = `${isSecure ? '__Host-' : ''}vai_sign_in_`;
  }

  /** Keeps the token for scripts of nobody and pages of this site only; null where browsers would drop it. */
  token(token: string, seconds: number): string | null {
    const cookie = `${TOKEN_COOKIE}=${token}; Max-Age=${seconds}; ${this.forToken()}`;
    return Buffer.byteLength(cookie) > LARGEST_COOKIE ? null : cookie;
  }

  noToken(): string {
    return `${TOKEN_COOKIE}=; Max-Age=0; ${this.forToken()}`;
  }

  /** Lax: the browser comes back with it from the provider's page. */
  attempt(state: string, kept: string): string {
    return `${this.nameOf(state)}=${kept}; Max-Age=${TRANSACTION_SECONDS}; ${this.forAttempt()}`;
  }

  noAttempt(state: string): string {
    return this.withoutAttempt(this.nameOf(state));
  }

  /** What gives up the oldest attempts, so that they never fill up the browser's requests. */
  fewerAttempts(cookieHeader: string | undefined): readonly string[] {
    const names = cookiesIn(cookieHeader).map(({ name }) => name);
    const attempts = names.filter((name) => name.startsWith(this.attemptPrefix));
    return attempts.slice(0, Math.max(0, attempts.length + 1 - MOST_ATTEMPTS)).map(this.withoutAttempt);
  }

  /** What a browser kept of the attempt with this state; null also where two claim to be it. */
  keptAttempt(cookieHeader: string | undefined, state: string): string | null {
    const kept = cookiesIn(cookieHeader).filter(({ name }) => name === this.nameOf(state));
    return kept.length === 1 ? (kept[0]?.value ?? null) : null;
  }

  private nameOf(state: string): string {
    return `${this.attemptPrefix}${state.slice(0, STATE_SHOWN)}`;
  }

  private readonly withoutAttempt = (name: string): string => `${name}=; Max-Age=0; ${this.forAttempt()}`;

  private forToken(): string {
    return `Path=/; HttpOnly; SameSite=Strict${this.secure}`;
  }

  private forAttempt(): string {
    return `Path=/; HttpOnly; SameSite=Lax${this.secure}`;
  }
}
