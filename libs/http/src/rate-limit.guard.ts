import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { callerOf } from './exchange';
import { RateLimits } from './rate-limits';

/** Counts every request that was let in. It comes after the guard that lets them in. */
@Injectable()
export class RateLimitGuard implements CanActivate {
  constructor(private readonly limits: RateLimits) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const caller = callerOf(http.getRequest<FastifyRequest>());
    if (caller !== null) await this.limits.take({ caller, reply: http.getResponse<FastifyReply>() }, 1);
    return true;
  }
}
