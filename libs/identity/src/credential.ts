import { cookiesIn } from './cookies';

/** The credential that a request brings, and by which door: a cookie alone does not prove that the page was ours. */
export interface Credential {
  readonly token: string;
  readonly door: 'bearer' | 'api-key' | 'cookie';
}

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Where a browser keeps its token. */
export const TOKEN_COOKIE = 'vai_token';

/**
 * `Authorization: Bearer`, else `X-API-Key` (also `Api-Key` on `/api`), else the cookie `vai_token`. The first one
 * present is the only one tried, even if it is malformed. Source: the design's *Common* for all APIs. Of several
 * cookies of that name none is ours for sure, since a sibling domain may have planted one: none counts.
 *
 * @returns null without any; an empty token where one is present but unusable
 */
export function credentialOf(headers: Headers, path: string): Credential | null {
  const { authorization } = headers;
  if (authorization !== undefined) {
    const [, token = ''] = /^Bearer +(\S+) *$/i.exec(first(authorization)) ?? [];
    return { token, door: 'bearer' };
  }
  const apiKey = headers['x-api-key'] ?? (path.startsWith('/api/') ? headers['api-key'] : undefined);
  if (apiKey !== undefined) return { token: first(apiKey).trim(), door: 'api-key' };

  const tokens = cookiesIn(headers['cookie']).filter(({ name }) => name === TOKEN_COOKIE);
  if (tokens.length === 0) return null;
  return { token: tokens.length === 1 ? (tokens[0]?.value ?? '') : '', door: 'cookie' };
}

function first(header: string | readonly string[]): string {
  return typeof header === 'string' ? header : (header[0] ?? '');
}
