import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { usableKeys } from './usable-keys';

/** Keys of this age are fetched again, while tokens go on being judged by them. */
const REFRESHED_AFTER_MS = 10 * 60_000;
/** Nobody asked for keys of this age for long: a key may have been taken back, so the first token waits. */
const AWAITED_AFTER_MS = 20 * 60_000;
/** Between two fetches, whatever arrives and however they end. */
const COOL_DOWN_MS = 30_000;
/** While their provider is away, keys count for so long after they were fetched last. */
const KEPT_MS = 24 * 3600_000;

/** The issuer's keys cannot be had now. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
}

type Find = JWTVerifyGetKey;

/** The keys of one issuer: fetched at the first token, kept, and fetched again by age and for a key that is unknown. */
export class IssuerKeys {
  private held: { readonly find: Find; readonly fetchedAt: number } | null = null;
  private text = '';
  private changes = 0;
  private fetching: Promise<void> | null = null;
  private attemptedAt = Number.NEGATIVE_INFINITY;
  /** Of the last attempt; null where it went well. */
  private failure: KeysUnavailable | null = null;

  /** `now` in milliseconds, from any beginning, never running backwards. */
  constructor(
    private readonly fetchKeys: () => Promise<JSONWebKeySet>,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Rejects with {@link KeysUnavailable}, or with an error of jose where the keys are there and none is the token's. */
  readonly find: Find = async (header, token) => {
    await this.renewed();
    try {
      return await this.findHeld(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      await this.refresh();
      return this.findHeld(header, token);
    }
  };

  /**
   * Another number once a fetch has brought another set. Who asks keeps the set young, also where nobody needs a key
   * because all tokens are remembered.
   */
  readonly generation = (): number => {
    const isOld = this.held !== null && this.now() - this.held.fetchedAt >= REFRESHED_AFTER_MS;
    if (isOld) void this.refresh().catch(() => undefined);
    return this.changes;
  };

  private findHeld(...[header, token]: Parameters<Find>): ReturnType<Find> {
    if (this.held === null) throw new KeysUnavailable('no keys were fetched yet');
    return this.held.find(header, token);
  }

  private async renewed(): Promise<void> {
    const age = this.held === null ? Number.POSITIVE_INFINITY : this.now() - this.held.fetchedAt;
    if (age < REFRESHED_AFTER_MS) return;
    if (age >= KEPT_MS) {
      this.held = null;
      return this.refresh();
    }
    const isWorthWaiting = age >= AWAITED_AFTER_MS && this.failure === null;
    // What it comes to is in `failure`; the keys that are held serve meanwhile.
    const refreshed = this.refresh().catch(() => undefined);
    if (isWorthWaiting) await refreshed;
  }

  /** Fetches, or shares the fetch that runs. Within the cool-down it ends as the last one did. */
  private async refresh(): Promise<void> {
    if (this.fetching === null) {
      const now = this.now();
      if (now - this.attemptedAt < COOL_DOWN_MS) {
        if (this.failure !== null) throw this.failure;
        return;
      }
      this.attemptedAt = now;
      this.fetching = this.fetch();
    }
    await this.fetching;
  }

  private async fetch(): Promise<void> {
    try {
      const keys = usableKeys((await this.fetchKeys()).keys);
      // A provider has keys: what is published without any is a mistake, and no reason to forget them.
      if (keys.length === 0) throw new Error('no usable public key is published');
      const text = keys
        .map((key) => JSON.stringify(key))
        .sort()
        .join();
      if (text !== this.text) this.changes += 1;
      this.text = text;
      this.held = { find: createLocalJWKSet({ keys }), fetchedAt: this.now() };
      this.failure = null;
    } catch (error) {
      this.failure = new KeysUnavailable(messageOf(error), { cause: error });
      throw this.failure;
    } finally {
      this.fetching = null;
    }
  }
}

/** `fetch` says only that it failed; its cause says why. */
function messageOf(error: unknown): string {
  const { message = String(error), cause } = error as { readonly message?: string; readonly cause?: unknown };
  return cause instanceof Error ? `${message}: ${cause.message}` : message;
}
