import type { FastifyRequest } from 'fastify';
import { callerOf } from './exchange';
import { sentMethod } from './other-methods';

/** Longest text of a caller's that a line repeats, in UTF-16 units. */
const LONGEST = 200;

/** What a line of the log says of a request: never its address as sent, its headers or its body. */
export interface ToldRequest {
  readonly requestId: string;
  readonly method: string;
  /** The template, such as `/v1/reviews/:id`; null where no route was found. */
  readonly route: string | null;
  readonly who: Readonly<Record<string, string>>;
}

export function toldRequest(request: FastifyRequest): ToldRequest {
  const { id, routeOptions } = request;
  return {
    requestId: id,
    method: sentMethod(request),
    route: routeOptions.url ?? null,
    who: toldCaller(request),
  };
}

/** The principal and the name of his credential; without one, where the connection comes from. */
function toldCaller(request: FastifyRequest): ToldRequest['who'] {
  const caller = callerOf(request);
  if (caller === null) return { peer: request.ip };
  const { id, issuer, kind, workspace, credential } = caller;
  return { id: short(id), issuer: short(issuer), kind, workspace, credential: short(credential) };
}

/** The ids in the path, by the names that the route gives them. */
export function targetOf({ params }: FastifyRequest): Readonly<Record<string, string>> {
  const named = Object.entries((params ?? {}) as Readonly<Record<string, string>>);
  return Object.fromEntries(named.filter(([name]) => name !== '*').map(([name, id]) => [name, short(id)]));
}

export function short(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
}
