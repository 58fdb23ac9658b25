/** The provider where browsers sign in; null where none is configured. */
export const AUTHORIZATION_SERVER = Symbol('AUTHORIZATION_SERVER');

const JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** Of the compact form (RFC 7519): three parts of nothing but what a cookie may hold. */
export const isJwt = (token: string): boolean => JWT.test(token);

export const TOO_LARGE =
  'the token is too large for a cookie: browsers keep 4,096 bytes with its name and attributes; ask for fewer claims';

export const secondsUntil = (time: number): number => Math.max(0, Math.floor((time - Date.now()) / 1000));
