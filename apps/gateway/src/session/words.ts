/** The provider where browsers sign in; null where none is configured. */
export const AUTHORIZATION_SERVER = Symbol('AUTHORIZATION_SERVER');

/** Whom browsers are signed in as without a credential; null outside of development. */
export const DEVELOPMENT_SIGN_IN = Symbol('DEVELOPMENT_SIGN_IN');

/** What kind of an installation this is, for whoever asks. */
export interface Installation {
  readonly isProduction: boolean;
  readonly version: string;
  readonly storeKind: 'embedded' | 'external';
}

/** Nest token of the {@link Installation}. */
export const INSTALLATION = Symbol('INSTALLATION');

const JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** Of the compact form (RFC 7519): three parts of nothing but what a cookie may hold. */
export const isJwt = (token: string): boolean => JWT.test(token);

export const TOO_LARGE =
  'the token is too large for a cookie: browsers keep 4,096 bytes with its name and attributes; ask for fewer claims';

export const secondsUntil = (time: number): number => Math.max(0, Math.floor((time - Date.now()) / 1000));
