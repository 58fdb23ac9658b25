import type { Principal } from '@countersign/review';
import type { FastifyRequest } from 'fastify';

/** `<workspace>/<id>`, both percent-encoded: for whom a page acts that does not see its own credential. */
const HEADER = 'x-expected-principal';

/**
 * Whether a request says that it is for somebody else than its credential. Tabs of a browser share a cookie: what one
 * of them shows to Alice must not be written as Bob, who has signed in within another. Without the header it is for
 * whoever it comes from; what is malformed, or there twice, is for nobody.
 */
export function isForAnother(
  { headers }: Pick<FastifyRequest, 'headers'>,
  { workspace, id }: Pick<Principal, 'workspace' | 'id'>,
): boolean {
  const expected = headers[HEADER];
  return expected !== undefined && expected !== [workspace, id].map(encodeURIComponent).join('/');
}
