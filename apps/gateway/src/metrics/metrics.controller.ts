import { createHash, timingSafeEqual } from 'node:crypto';
import { Failed } from '@countersign/http';
import { Controller, Get, Header, Headers, Inject, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../credential.guard';
import { GATEWAY_METRICS, type GatewayMetrics } from './gateway-metrics';

/** Who may read the figures: everybody, nobody, or whoever brings this token. */
export type MetricsAccess =
  { readonly kind: 'open' | 'closed' } | { readonly kind: 'token'; readonly token: string };

/** Nest token of the {@link MetricsAccess}. */
export const METRICS_ACCESS = Symbol('METRICS_ACCESS');

/** For a scraper, which is nobody's principal: its token opens nothing else. */
@ApiTags('operations')
@Public()
@Controller()
export class MetricsController {
  constructor(
    @Inject(GATEWAY_METRICS) private readonly metrics: GatewayMetrics,
    @Inject(METRICS_ACCESS) private readonly access: MetricsAccess,
  ) {}

  @Get('metrics')
  @Header('Cache-Control', 'no-store')
  @ApiBearerAuth()
  @ApiProduces('text/plain')
  @ApiOperation({ summary: 'Figures of this gateway in the format of Prometheus' })
  @ApiOkResponse({
    description: 'Series by route, type and code; none names a workspace',
    schema: { type: 'string' },
  })
  async read(
    @Headers('authorization') authorization: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    admit(this.access, authorization);
    void reply.type(this.metrics.contentType);
    return this.metrics.text();
  }
}

/** Where figures are told to nobody, nothing is here. */
function admit(access: MetricsAccess, authorization: string | undefined): void {
  switch (access.kind) {
    case 'open':
      return;
    case 'closed':
      throw new Failed({ kind: 'no-such-route' });
    case 'token': {
      const given = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1] ?? '';
      if (!timingSafeEqual(digest(given), digest(access.token)))
        throw new Failed({ kind: 'unauthenticated', reason: 'not the token for the metrics' });
    }
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
