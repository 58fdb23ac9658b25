import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { noteDenied } from './denied';
import { type DialectErrors, Failed, type Failure } from './failure';
import { LineBudget } from './line-budget';
import { toldRequest } from './told-request';

const RETRY_AFTER_SECONDS = 2;

/**
 * The one way out for everything that went wrong: says it through the dialect with the longest prefix of the path.
 * What nobody expected is logged with its stack and shown without it.
 */
@Catch()
export class FailureFilter implements ExceptionFilter {
  private readonly logger = new Logger('Failure');
  private readonly dialects: readonly DialectErrors[];
  private readonly budget = new LineBudget({ ofOne: 10, inAll: 50 }, (leftOut) =>
    this.logger.warn({ leftOut, msg: 'requests that could not be answered left out' }),
  );
  private readonly bugs = new LineBudget({ ofOne: 3, inAll: 20 }, (leftOut) =>
    this.logger.error({ leftOut, msg: 'bugs left out' }),
  );

  constructor(dialects: readonly DialectErrors[]) {
    this.dialects = [...dialects].sort((a, b) => b.prefix.length - a.prefix.length);
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const failure = failureOf(error);
    const dialect = this.dialects.find(({ prefix }) => isUnder(pathOf(request), prefix));
    this.note(failure, error, request, dialect?.api ?? '');
    if (reply.sent) {
      reply.raw.destroy();
      return;
    }
    const { status, body, contentType } = rendered(dialect, failure);
    if (contentType !== undefined) void reply.type(contentType);
    if ('retryAfterSeconds' in failure) void reply.header('Retry-After', String(failure.retryAfterSeconds));
    if (failure.kind === 'method-not-allowed') void reply.header('Allow', failure.allow.join(', '));
    if (status === 401) void reply.header('WWW-Authenticate', 'Bearer');
    void reply.header('X-Request-Id', request.id).status(status).send(body);
  }

  private note(failure: Failure, error: unknown, request: FastifyRequest, api: string): void {
    noteDenied(request, failure, { api });
    // The same bug is told a few times a second, whoever meets it.
    if (failure.kind === 'bug' && this.bugs.take(placeOf(error), 'bug'))
      this.logger.error({ ...toldRequest(request), api, stack: stackOf(error), msg: 'bug' });
    if (failure.kind === 'unavailable' && this.budget.take(failure.problem, failure.problem))
      this.logger.warn({ ...toldRequest(request), api, msg: failure.problem });
  }
}

function rendered(dialect: DialectErrors | undefined, failure: Failure): Rendered {
  if (dialect === undefined) return { status: 500, body: { message: failure.kind }, contentType: undefined };
  return { ...dialect.render(failure), contentType: dialect.contentType };
}

type Rendered = ReturnType<DialectErrors['render']> & { readonly contentType: string | undefined };

const pathOf = (request: FastifyRequest): string => request.url.split('?', 1)[0] ?? '/';

function isUnder(path: string, prefix: string): boolean {
  return prefix === '/' || path === prefix || path.startsWith(`${prefix}/`);
}

/** What an error means to a client; what nobody expected is a bug. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Failed) return error.failure;
  if (error instanceof HttpException) return failureOfStatus(error.getStatus(), error.message);
  switch (error instanceof Error ? error.name : '') {
    case 'StoreUnavailable':
      return unavailable('the event store cannot be reached');
    case 'ViewsUnavailable':
      return unavailable('the database of the views cannot be reached');
    case 'AppendTooLarge':
      return {
        kind: 'too-large',
        problem: 'the decision with its content is larger than the event store takes',
      };
    case 'CorruptStream':
      return unavailable('the history of this review cannot be read');
    default:
      return failureOfStatus(refusedStatusOf(error), error instanceof Error ? error.message : '');
  }
}

/** Of errors by which libraries of the server refuse a request, as those that serve files do; else 500. */
function refusedStatusOf(error: unknown): number {
  const { statusCode } = (error instanceof Error ? error : {}) as { readonly statusCode?: unknown };
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500 ? statusCode : 500;
}

/** What Nest and Fastify refuse by themselves: unknown routes, bodies that are too large or cut off. */
function failureOfStatus(status: number, problem: string): Failure {
  switch (status) {
    case 401:
      return { kind: 'unauthenticated', reason: problem };
    // A file that nobody may have is none.
    case 403:
    case 404:
      return { kind: 'no-such-route' };
    case 413:
      return { kind: 'too-large', problem: 'the body is over 1 MiB' };
    case 503:
      return unavailable('try again');
    default:
      return status < 500 ? { kind: 'malformed-json', problem } : { kind: 'bug' };
  }
}

const unavailable = (problem: string): Failure => ({
  kind: 'unavailable',
  problem,
  retryAfterSeconds: RETRY_AFTER_SECONDS,
});

/** Where it was thrown, without its message, in which a caller's words may stand. */
function placeOf(error: unknown): string {
  return /^\s+at .*$/m.exec(stackOf(error))?.[0] ?? '';
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
