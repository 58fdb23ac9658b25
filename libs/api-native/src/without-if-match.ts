import { Failed } from '@countersign/http';
import { applyDecorators, type CanActivate, type ExecutionContext, UseGuards } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** Throws {@link Failed} `invalid` for a request with `If-Match`. */
class RefusesIfMatch implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<FastifyRequest>();
    if (headers['if-match'] === undefined) return true;
    const msg = 'If-Match has no meaning here';
    const problem = { loc: ['header', 'If-Match'], msg, type: 'extra_forbidden' };
    throw new Failed({ kind: 'invalid', problems: [problem] });
  }
}

/** A write that `If-Match` cannot hold back: whoever sends one believes that it does, so it is refused. */
export const WithoutIfMatch = (): MethodDecorator => applyDecorators(UseGuards(RefusesIfMatch));
