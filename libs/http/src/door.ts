import type { FastifyRequest } from 'fastify';
import type { Failed } from './failure';

/** What can be said of a request by its credential alone, without verifying anything, before its body is read. */
export interface Door {
  /** Why it will be refused whatever its body says; null where that is not certain. Not asked of public routes. */
  refusal(request: FastifyRequest): Failed | null;
  /** A name for a credential that is known to count; null for all others. */
  known(request: FastifyRequest): string | null;
}

export const OPEN_DOOR: Door = { refusal: () => null, known: () => null };

/** The configuration of a route that needs no credential. */
export const PUBLIC_ROUTE = { isPublic: true } as const;

/** Whether a request needs no credential: whatever it brings, none is verified for it. */
export function isPublic({ is404, routeOptions }: FastifyRequest): boolean {
  return is404 || (routeOptions.config as Partial<typeof PUBLIC_ROUTE>).isPublic === true;
}
