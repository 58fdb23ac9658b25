import type { FastifyInstance } from 'fastify';

type Headers = Readonly<Record<string, string>>;

/** An answer of an API is data: nothing in it is ever to be run, loaded, framed or sent anywhere. */
const NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export interface SecurityHeaders {
  /** Browsers are told to come by TLS alone from then on. */
  readonly isProduction: boolean;
  /** Content security policies of pages, by the path under which they are. */
  readonly pages?: Headers;
}

/** Of answers that are no pages. */
export const headersOfData = (isProduction: boolean): Headers => ({
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  ...(isProduction && { 'strict-transport-security': 'max-age=31536000; includeSubDomains' }),
  'content-security-policy': NOTHING,
  'cache-control': 'no-store',
});

/**
 * Every answer tells browsers what it is not for (OWASP ASVS 5.0, 3.4), errors and streams too, and that nobody keeps it
 * on the way (RFC 9111, 5.2.2.5): what is answered under one address also depends on who asks and when. What
 * is the same for everybody may say otherwise. To be called before routes are registered.
 */
export function registerSecurityHeaders(
  server: FastifyInstance,
  { isProduction, pages = {} }: SecurityHeaders,
): void {
  const ofData = headersOfData(isProduction);
  const ofPages = Object.entries(pages).map(([path, policy]) => ({
    path,
    headers: { ...ofData, 'content-security-policy': policy },
  }));
  server.addHook('onRequest', (request, reply, done) => {
    const page = ofPages.find(({ path }) => isUnder(request.url, path));
    void reply.headers(page?.headers ?? ofData);
    done();
  });
}

/** With what may stand behind a path. */
function isUnder(url: string, path: string): boolean {
  return url.startsWith(path) && [undefined, '/', '?', '#'].includes(url[path.length]);
}
