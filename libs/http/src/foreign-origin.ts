import type { FastifyRequest } from 'fastify';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);
const OWN_SITE = new Set(['same-origin', 'same-site', 'none']);

/**
 * A write that a browser says was made by another site's page: by `Sec-Fetch-Site`, or by an `Origin` whose host is
 * not the one that was asked. With neither header it is not foreign. For writes with only a cookie.
 */
export function isForeignOrigin(request: Pick<FastifyRequest, 'method' | 'headers'>): boolean {
  return !SAFE_METHODS.has(request.method) && comesFromAnotherSite(request);
}

/** By the same headers, whatever the method. */
export function comesFromAnotherSite({ headers }: Pick<FastifyRequest, 'headers'>): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && !OWN_SITE.has(String(site))) return true;
  const { origin, host } = headers;
  return origin !== undefined && hostOf(origin) !== host?.toLowerCase();
}

/** The opaque origin `null` has no host. */
function hostOf(origin: string): string | null {
  return /^https?:\/\/([^/]+)$/i.exec(origin)?.[1]?.toLowerCase() ?? null;
}
