import { VIEWS, type ProjectionStatus, type Views } from '@countersign/projections';
import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from './credential.guard';

/** Answers for orchestrators. No secrets, no heavy work. */
@ApiTags('operations')
@Public()
@Controller()
export class HealthController {
  constructor(@Inject(VIEWS) private readonly views: Views) {}

  @Get('livez')
  @ApiOperation({ summary: 'The process runs' })
  @ApiOkResponse({ schema: { type: 'object', properties: { status: { type: 'string' } } } })
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('readyz')
  @ApiOperation({ summary: 'The store answers and the views follow it; with their lag' })
  @ApiOkResponse({ description: '`ready`, or `degraded` when a stream is parked' })
  @ApiServiceUnavailableResponse({ description: 'The store cannot be reached, or a projection has stopped' })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<Readiness> {
    const projections = await this.views.status();
    const status = readinessOf(projections);
    if (status === 'unavailable') reply.status(503).header('Retry-After', '5');
    return { status, projections };
  }
}

interface Readiness {
  readonly status: 'ready' | 'degraded' | 'unavailable';
  readonly projections: readonly ProjectionStatus[];
}

function readinessOf(projections: readonly ProjectionStatus[]): Readiness['status'] {
  if (projections.some(({ state, error }) => state === 'stopped' || error !== null)) return 'unavailable';
  return projections.some(({ parked }) => parked.length > 0) ? 'degraded' : 'ready';
}
