import * as openid from 'openid-client';
import type { Transaction } from './transaction';

/** A client of an OpenID provider. */
export interface SignInSettings {
  readonly issuer: string;
  readonly clientId: string;
  /** Null: a public client. */
  readonly clientSecret: string | null;
  /** Where the provider sends browsers back to. */
  readonly redirectUri: string;
  readonly scopes: string;
  /** For whom the token shall be (RFC 8707); null: the provider knows. */
  readonly resource: string | null;
}

/** What came of a browser's return; why something else than a token is for the log, never for the browser. */
export type Exchanged =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'unavailable'; readonly reason: string };

const TIMEOUT_SECONDS = 5;
/** Older knowledge is asked for again before a browser is sent away, so that it is not sent to nobody. */
const FRESH_MS = 1_000;
const KNOWN_MS = 10 * 60_000;
/** For so long nobody who signs out has a provider asked again that did not answer. */
const COOL_DOWN_MS = 5_000;

/** The provider, as the authorization code flow with PKCE needs it. */
export class AuthorizationServer {
  private known: { readonly configuration: openid.Configuration; readonly at: number } | null = null;
  private asking: Promise<openid.Configuration> | null = null;
  private failedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly settings: SignInSettings,
    private readonly timeoutSeconds = TIMEOUT_SECONDS,
  ) {}

  /** Where a browser signs in; rejects where the provider cannot be asked. */
  async authorizationUrl({ state, nonce, verifier }: Transaction): Promise<URL> {
    const configuration = await this.configuration(FRESH_MS);
    return openid.buildAuthorizationUrl(configuration, {
      redirect_uri: this.settings.redirectUri,
      scope: this.settings.scopes,
      state,
      nonce,
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      ...this.forResource(),
    });
  }

  /** Takes the code that a browser came back with for the access token. `query` is the query as it was sent. */
  async exchange(query: string, transaction: Transaction): Promise<Exchanged> {
    let configuration: openid.Configuration;
    try {
      configuration = await this.configuration(KNOWN_MS);
    } catch (error) {
      return { kind: 'unavailable', reason: reasonOf(error) };
    }
    try {
      const { state, nonce, verifier } = transaction;
      const answer = await openid.authorizationCodeGrant(
        configuration,
        new URL(`${this.settings.redirectUri}?${query}`),
        { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true },
        this.forResource(),
      );
      // One that is bound to a key of its holder's would be no use to a browser.
      return answer.token_type === 'bearer'
        ? { kind: 'token', token: answer.access_token }
        : { kind: 'unavailable', reason: 'the token is no bearer token' };
    } catch (error) {
      return { kind: isAboutTheAnswer(error) ? 'refused' : 'unavailable', reason: reasonOf(error) };
    }
  }

  /** Where somebody signs out of the provider too, as far as is known: anybody may ask, so nobody waits for the provider. */
  endSessionUrl(): string | null {
    this.learn();
    const configuration = this.known?.configuration;
    if (configuration?.serverMetadata().end_session_endpoint === undefined) return null;
    return openid.buildEndSessionUrl(configuration).href;
  }

  /** Has the provider asked for what is not known, or was long ago. */
  learn(): void {
    if (performance.now() - this.failedAt < COOL_DOWN_MS) return;
    void this.configuration(KNOWN_MS).catch(() => undefined);
  }

  private async configuration(maxAgeMs: number): Promise<openid.Configuration> {
    if (this.known !== null && performance.now() - this.known.at < maxAgeMs) return this.known.configuration;
    // However many browsers come, the provider is asked by one at a time.
    this.asking ??= this.discover()
      .catch((error: unknown) => {
        this.failedAt = performance.now();
        throw error;
      })
      .finally(() => (this.asking = null));
    return this.asking;
  }

  private async discover(): Promise<openid.Configuration> {
    const { issuer, clientId, clientSecret } = this.settings;
    const isPlain = new URL(issuer).protocol === 'http:';
    const configuration = await openid.discovery(
      new URL(issuer),
      clientId,
      undefined,
      clientSecret === null ? openid.None() : openid.ClientSecretBasic(clientSecret),
      {
        timeout: this.timeoutSeconds,
        execute: [openid.enableNonRepudiationChecks, ...(isPlain ? [openid.allowInsecureRequests] : [])],
      },
    );
    this.known = { configuration, at: performance.now() };
    return configuration;
  }

  private forResource(): Record<string, string> {
    return this.settings.resource === null ? {} : { resource: this.settings.resource };
  }
}

/** What the browser brought is not good; everything else is the provider's trouble, or ours with it. */
function isAboutTheAnswer(error: unknown): boolean {
  if (error instanceof openid.AuthorizationResponseError) return true;
  if (error instanceof openid.ResponseBodyError) return error.error === 'invalid_grant';
  return error instanceof openid.ClientError && NOT_FOR_US.has(error.code ?? '');
}

const NOT_FOR_US = new Set([
  'OAUTH_INVALID_RESPONSE',
  'OAUTH_JWT_CLAIM_COMPARISON_FAILED',
  'OAUTH_JWT_TIMESTAMP_CHECK_FAILED',
]);

/** Without anything secret, and of what somebody else wrote only words. */
function reasonOf(error: unknown): string {
  if (error instanceof openid.AuthorizationResponseError || error instanceof openid.ResponseBodyError) {
    return /^[\w.-]{1,64}$/.test(error.error) ? error.error : 'an error without a proper name';
  }
  return error instanceof Error ? error.message : 'unknown';
}
