import { VIEWS, type ProjectionStatus, type Views } from '@countersign/projections';
import { Controller, Get, Head, Inject, Res } from '@nestjs/common';
import {
  ApiExcludeEndpoint,
  ApiOkResponse,
  ApiOperation,
  ApiServiceUnavailableResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from './credential.guard';
import { publicProjection, publicReaction, type Readiness, readinessOf } from './readiness';

const READINESS = {
  type: 'object',
  required: ['status', 'projections', 'reactions'],
  properties: {
    status: { type: 'string', enum: ['ready', 'degraded', 'unavailable'] },
    projections: { type: 'array', items: { type: 'object', additionalProperties: true } },
    reactions: { type: 'array', items: { type: 'object', additionalProperties: true } },
  },
};

/** Answers for orchestrators, to whoever asks: no secrets, nothing that names a workspace, no heavy work. */
@ApiTags('operations')
@Public()
@Controller()
export class HealthController {
  private running: Promise<unknown> = Promise.resolve();
  private next: Promise<Readiness> | null = null;

  constructor(@Inject(VIEWS) private readonly views: Views) {}

  @Get('livez')
  @ApiOperation({ summary: 'The process runs' })
  @ApiOkResponse({ schema: { type: 'object', properties: { status: { type: 'string' } } } })
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('readyz')
  @ApiOperation({ summary: 'The store answers and the views follow it; with their lag' })
  @ApiOkResponse({
    schema: READINESS,
    description:
      '`ready`, or `degraded`: a stream is parked, the views stay behind the log, work is stuck or parked, or a clock is off',
  })
  @ApiServiceUnavailableResponse({
    schema: READINESS,
    description: 'The store cannot be reached, or a projection has stopped',
  })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<Readiness> {
    const readiness = await this.latest();
    if (readiness.status === 'unavailable') reply.status(503).header('Retry-After', '5');
    return readiness;
  }

  @Head('livez')
  @ApiExcludeEndpoint()
  isLive(): void {
    // Its status says it.
  }

  @Head('readyz')
  @ApiExcludeEndpoint()
  async isReady(@Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    await this.ready(reply);
  }

  /** One look at a time, and the next for all who ask meanwhile: it costs queries, and anybody may ask. */
  private latest(): Promise<Readiness> {
    this.next ??= this.running.then(() => {
      this.next = null;
      const look = this.look();
      this.running = look.then(nothing, nothing);
      return look;
    });
    return this.next;
  }

  private async look(): Promise<Readiness> {
    const [projections, reactions] = await Promise.all([this.views.status(), this.views.reactions.status()]);
    const told = readinessOf(projections, reactions);
    const status = told === 'ready' && !(await this.isFollowing(projections)) ? 'degraded' : told;
    return {
      status,
      projections: projections.map(publicProjection),
      reactions: reactions.map(publicReaction),
    };
  }

  /** A subscription may fall silent without any error: only then do the views not come to where the log was. */
  private async isFollowing(projections: readonly ProjectionStatus[]): Promise<boolean> {
    if (projections.every(({ lagPositions }) => lagPositions === 0)) return true;
    return this.views.progress.waitForHead(PATIENCE_MS).catch(() => false);
  }
}

const PATIENCE_MS = 1_000;

function nothing(): void {
  // Those who wait are told by the look itself.
}
