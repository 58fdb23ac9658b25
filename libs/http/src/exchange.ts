import type { Principal } from '@countersign/review';
import { createParamDecorator, type ExecutionContext, type Type } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Failed } from './failure';
import { undecodableParameters } from './percent-encoding';
import { parseStrictJson } from './strict-json';
import { exact } from './exact';
import type { Standing } from './standing';
import { exactQuery, validated, validatedQuery } from './validate';

/** One request with its verified caller and the answer that it will get. */
export interface Exchange {
  readonly caller: Principal;
  /** Whether the caller still is who he was when he was let in. */
  readonly standing: Standing;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

type Admitted = FastifyRequest & { admitted?: { readonly caller: Principal; readonly standing: Standing } };

/** Lets a request in: the one way for a guard to say who calls. */
export function admit(request: FastifyRequest, caller: Principal, standing: Standing): void {
  (request as Admitted).admitted = { caller, standing };
}

/** Null where nobody was let in. */
export function callerOf(request: FastifyRequest): Principal | null {
  return (request as Admitted).admitted?.caller ?? null;
}

function exchangeOf(context: ExecutionContext): Exchange {
  const http = context.switchToHttp();
  const request = http.getRequest<Admitted>();
  if (request.admitted === undefined)
    throw new Failed({ kind: 'unauthenticated', reason: 'nobody was let in' });
  return { ...request.admitted, request, reply: http.getResponse<FastifyReply>() };
}

/** The exchange of a handler; its caller is the principal that the credential guard left on the request. */
export const CurrentExchange = createParamDecorator((_: unknown, context: ExecutionContext) =>
  exchangeOf(context),
);

interface BodySchema {
  readonly schema: new () => object;
  /** What an empty body means; without it an empty body is refused. */
  readonly whenEmpty?: object;
}

/** The body as JSON whatever its content type, validated; unknown fields are ignored. */
export const StrictBody = createParamDecorator(
  ({ schema, whenEmpty }: BodySchema, context: ExecutionContext): object => {
    const { body } = context.switchToHttp().getRequest<FastifyRequest>();
    const text = typeof body === 'string' ? body : '';
    if (text.trim() === '' && whenEmpty !== undefined) return validated(schema, whenEmpty, ['body']);
    const json = parseStrictJson(text);
    if (json.kind === 'refused') throw new Failed({ kind: 'malformed-json', problem: json.problem });
    return validated(schema, json.value, ['body']);
  },
);

/**
 * The body as JSON, validated; unknown fields are refused, and 415 is answered unless it says that it is
 * `application/json` (RFC 9110, 15.5.16). What is empty has no content type.
 */
export const ExactBody = createParamDecorator(
  ({ schema, whenEmpty }: BodySchema, context: ExecutionContext): object => {
    const { body, headers } = context.switchToHttp().getRequest<FastifyRequest>();
    const text = typeof body === 'string' ? body : '';
    if (text.trim() === '' && whenEmpty !== undefined) return exact(schema, whenEmpty, ['body']);
    if (text !== '' && !isJson(headers['content-type'])) throw new Failed({ kind: 'unsupported-media-type' });
    const json = parseStrictJson(text);
    if (json.kind === 'refused') throw new Failed({ kind: 'malformed-json', problem: json.problem });
    return exact(schema, json.value, ['body']);
  },
);

const isJson = (contentType: string | undefined): boolean =>
  /^application\/json\s*(;|$)/i.test(contentType ?? '');

/** The query's known parameters, validated; others are ignored, unless they are no text at all. */
export const StrictQuery = createParamDecorator(
  (schema: new () => object, context: ExecutionContext): object => {
    return validatedQuery(schema, decodableQuery(context));
  },
);

const queryTaken = createParamDecorator((schema: new () => object, context: ExecutionContext): object =>
  exactQuery(schema, decodableQuery(context)),
);
/** The handlers that declare their parameters, by the prototype of their controller. */
const takers = new Map<object, Set<string | symbol>>();

/** The query, validated; unknown parameters are refused, and all but lists stand once. */
export const ExactQuery =
  (schema: new () => object): ParameterDecorator =>
  (prototype, handler, index) => {
    takers.set(prototype, (takers.get(prototype) ?? new Set()).add(handler ?? ''));
    queryTaken(schema)(prototype, handler, index);
  };

/** Whether a handler of a controller declares its parameters by {@link ExactQuery}. */
export function takesQuery(controller: Type, { name }: { readonly name: string }): boolean {
  return takers.get(controller.prototype as object)?.has(name) === true;
}

export function decodableQuery(context: ExecutionContext): unknown {
  const { query, originalUrl } = context.switchToHttp().getRequest<FastifyRequest>();
  const problems = undecodableParameters(originalUrl);
  if (problems.length > 0) throw new Failed({ kind: 'invalid', problems });
  return query;
}
