import { isDeepStrictEqual } from 'node:util';
import {
  admit,
  Failed,
  isForAnother,
  isForeignOrigin,
  PUBLIC_ROUTE,
  type RateLimits,
  type Standing,
} from '@countersign/http';
import { type Authentication, type Credential, credentialOf, Credentials } from '@countersign/identity';
import {
  type CanActivate,
  type ExecutionContext,
  Injectable,
  Logger,
  SetMetadata,
  type Type,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';

type Admitted = Extract<Authentication, { kind: 'principal' }>;

const unauthenticated = (reason: string): Failed => new Failed({ kind: 'unauthenticated', reason });

/** A key that could not be judged for so long counts no more for what lasts: it may have been taken back. */
const KEY_UNJUDGED_MS = 5_000;

const PUBLIC = 'countersign:public';

/** Marks a route that needs no credential, for the guard and, before that, for the server. */
export const Public =
  (): MethodDecorator & ClassDecorator =>
  (target: object, _name?: unknown, descriptor?: PropertyDescriptor): void => {
    const methods =
      descriptor === undefined
        ? Object.values(Object.getOwnPropertyDescriptors((target as Type).prototype as object))
        : [descriptor];
    for (const { value } of methods) if (typeof value === 'function') markPublic(value as object);
  };

const isMarked = SetMetadata(PUBLIC, true);
const routeConfig = RouteConfig(PUBLIC_ROUTE);

function markPublic(method: object): void {
  for (const mark of [isMarked, routeConfig]) (mark as ClassDecorator)(method as never);
}

/** Lets a request in with a principal on it, from its verified credential and from nothing else, and counts it as his. */
@Injectable()
export class CredentialGuard implements CanActivate {
  private readonly logger = new Logger('Credential');

  constructor(
    private readonly credentials: Credentials,
    private readonly reflector: Reflector,
    private readonly limits: RateLimits,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (this.reflector.get<boolean | undefined>(PUBLIC, context.getHandler())) return true;
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const credential = credentialOf(request.headers, request.url);
    if (credential === null) throw unauthenticated('no credential');
    const authentication = await this.credentials.admit(credential);
    if (authentication.kind !== 'principal') {
      const { kind, reason } = authentication;
      if (kind === 'invalid') throw unauthenticated(reason);
      this.logger.debug(reason);
      const problem = 'identities cannot be verified now';
      throw new Failed({ kind, problem, retryAfterSeconds: 5 });
    }
    admit(request, authentication.principal, this.standingOf(credential, authentication));
    // Counted as soon as it is known whose it is, and whatever becomes of it.
    const reply = http.getResponse<FastifyReply>();
    await this.limits.take({ caller: authentication.principal, reply }, 1);
    if (isForAnother(request, authentication.principal)) throw new Failed({ kind: 'other-principal' });
    if (credential.door === 'cookie' && isForeignOrigin(request))
      throw new Failed({ kind: 'foreign-origin' });
    return true;
  }

  private standingOf(credential: Credential, admitted: Admitted): Standing {
    const { credentials } = this;
    const recheckMs = credentials.recheckMsOf(credential);
    const unjudgedMs = recheckMs === null ? Infinity : KEY_UNJUDGED_MS;
    let judgedAt = performance.now();
    return {
      expiresAt: admitted.expiresAt,
      ...(recheckMs !== null && { recheckMs }),
      judge: async () => {
        const now = await credentials.again(credential);
        switch (now.kind) {
          case 'principal':
            judgedAt = performance.now();
            return isDeepStrictEqual(now.principal, admitted.principal) ? 'stands' : 'fallen';
          case 'invalid':
            return 'fallen';
          case 'unavailable':
            return performance.now() - judgedAt < unjudgedMs ? 'unknown' : 'lapsed';
        }
      },
    };
  }
}
