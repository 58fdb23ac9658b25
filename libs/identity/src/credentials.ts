import { looksLikeApiKey } from './api-key-secrets';
import type { ApiKeyAuthenticator } from './api-key-authenticator';
import type { Authentication, Authenticator } from './authenticator';
import type { Credential } from './credential';

/** A key may be taken back at any moment, and to look again costs nothing but memory. */
const KEY_RECHECK_MS = 500;

/** Told of a request that was let in with a key; must not wait for anything. */
export type OnKeyUse = (principal: { readonly workspace: string; readonly credential: string }) => void;

/** Who a credential stands for. Tokens come by `Authorization` and the cookie, keys by `Authorization` and their own header. */
export class Credentials {
  constructor(
    private readonly tokens: Authenticator,
    private readonly keys: ApiKeyAuthenticator,
    private readonly onKeyUse: OnKeyUse,
  ) {}

  /** Of a request. */
  async admit({ token, door }: Credential): Promise<Authentication> {
    const isKey = looksLikeApiKey(token);
    if (isKey && door === 'cookie') return { kind: 'invalid', reason: 'an API key is not for the cookie' };
    if (!isKey && door === 'api-key') return { kind: 'invalid', reason: 'it is no API key' };
    if (!isKey) return this.tokens.authenticate(token);
    const authentication = await this.keys.authenticate(token);
    if (authentication.kind === 'principal') this.onKeyUse(authentication.principal);
    return authentication;
  }

  /** Of an answer that lasts: as if it came now. */
  again({ token }: Credential): Promise<Authentication> {
    return looksLikeApiKey(token) ? this.keys.authenticate(token) : this.tokens.authenticate(token, 0);
  }

  /** So often, at least, it is looked at again while an answer lasts, in milliseconds; null: as anything else is. */
  recheckMsOf({ token }: Credential): number | null {
    return looksLikeApiKey(token) ? KEY_RECHECK_MS : null;
  }
}
