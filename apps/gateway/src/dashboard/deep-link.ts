import type { FastifyRequest } from 'fastify';

const WANTS_PAGE = /text\/html(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i;

/**
 * Whether a request that no route takes is for a page of the dashboard, which finds its own way: a look of somebody who
 * takes a page, at a path of which the first step (`taken`) belongs to no route.
 */
export function isDeepLink(request: FastifyRequest, taken: ReadonlySet<string>): boolean {
  if (request.method !== 'GET' && request.method !== 'HEAD') return false;
  if (!WANTS_PAGE.test(request.headers.accept ?? '')) return false;
  const [path = ''] = request.url.split('?', 1);
  // Whatever cannot be decoded does not come here.
  const steps = decodeURIComponent(path).split('/').slice(1);
  return !taken.has(steps[0] ?? '') && !steps.some((step) => step === '.' || step === '..');
}
