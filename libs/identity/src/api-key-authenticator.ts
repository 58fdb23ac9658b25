import { type ApiKey, principalOf, standingOf } from '@countersign/api-key';
import type { Principal } from '@countersign/review';
import type { ApiKeySecrets, NamedKey } from './api-key-secrets';
import type { Authentication } from './authenticator';

/** Where the keys are that were issued, as of a moment ago. Throws while that cannot be known. */
export interface ApiKeyBook {
  /** Null: there is no such key. */
  keyOf(workspace: string, id: string): Promise<ApiKey | null>;
  /** As it was seen last, without a look; null where it was not. */
  lastSeen(workspace: string, id: string): ApiKey | null;
}

/** A key becomes the principal that it was issued for, or nothing. */
export class ApiKeyAuthenticator {
  /** What follows from a key is made once, for as long as the key is kept. */
  private readonly principals = new WeakMap<ApiKey, Principal>();

  /** @param secrets null: this installation has no keys */
  constructor(
    private readonly secrets: ApiKeySecrets | null,
    private readonly book: ApiKeyBook,
    private readonly now: () => number,
  ) {}

  async authenticate(text: string): Promise<Authentication> {
    const { secrets } = this;
    if (secrets === null) return invalid('this installation has no API keys');
    const named = secrets.open(text);
    if (named === null) return invalid('it is no API key of this installation');
    let key: ApiKey | null;
    try {
      key = await this.book.keyOf(named.workspace, named.id);
    } catch (error) {
      return { kind: 'unavailable', reason: `the API keys cannot be read: ${String(error)}` };
    }
    if (key === null) return invalid(`there is no API key ${named.id}`);
    if (!secrets.isKept(text, key.digest)) return invalid(`it is not the API key ${key.id} that was issued`);
    const standing = standingOf(key, this.now());
    if (standing !== 'in-force') return invalid(`the API key ${key.id} is ${standing}`);
    return { kind: 'principal', principal: this.principalOf(key, named), expiresAt: key.expiresAt };
  }

  /** Whether it counted when the keys were seen last; it looks nowhere. */
  remembers(text: string): boolean {
    const { secrets } = this;
    const named = secrets?.open(text) ?? null;
    if (secrets === null || named === null) return false;
    const key = this.book.lastSeen(named.workspace, named.id);
    return key !== null && secrets.isKept(text, key.digest) && standingOf(key, this.now()) === 'in-force';
  }

  private principalOf(key: ApiKey, { workspace }: NamedKey): Principal {
    const known = this.principals.get(key);
    if (known !== undefined) return known;
    const principal = principalOf(key, workspace);
    this.principals.set(key, principal);
    return principal;
  }
}

function invalid(reason: string): Authentication {
  return { kind: 'invalid', reason };
}
