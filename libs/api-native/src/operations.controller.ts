import { CurrentExchange, type Exchange, OpenStreams } from '@countersign/http';
import { VIEWS, type Views } from '@countersign/projections';
import type { Principal } from '@countersign/review';
import { Controller, Get, Inject, Optional } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { MayAnswer, Problems } from './described';
import { GATEWAY_STATUS, type GatewayStatus, type StoreStatus } from './gateway-status';
import { OperationsBody } from './operations-answers';
import { requireOversight } from './oversight';
import { ReviewWaits } from './review-waits';
import { RunningExports } from './running-exports';
import { timeOf, timeOrNull } from './shown';
import { projectionBody, reactionBody } from './standing-translate';

const REPLAY_PARKED = 'npm run audit -- replay-parked';

/** How the installation stands, as the gateway that answers sees it. */
@ApiTags('native')
@Problems()
@Controller('v1')
export class OperationsController {
  constructor(
    @Inject(VIEWS) private readonly views: Views,
    private readonly streams: OpenStreams,
    private readonly waits: ReviewWaits,
    private readonly exports: RunningExports,
    @Optional() @Inject(GATEWAY_STATUS) private readonly status: GatewayStatus = NAMELESS,
  ) {}

  @Get('operations')
  @ApiOperation({
    operationId: 'getOperations',
    summary:
      'The process, the store, the database, the views and what lasts; for administrators and auditors',
  })
  @ApiOkResponse({ type: OperationsBody })
  @MayAnswer('not-eligible')
  async operations(@CurrentExchange() { caller }: Exchange): Promise<OperationsBody> {
    requireOversight(caller);
    const { status, views } = this;
    const [store, database, projections, reactions] = await Promise.all([
      status.store(),
      views.database(),
      views.status(),
      views.reactions.status(),
    ]);
    return {
      gateway: processBody(status),
      store: storeBody(status, store, database.isReachable ? await this.lastEventAt(caller) : null),
      database,
      projections: projections.map((one) => projectionBody(one, caller)),
      reactions: reactions.map(reactionBody),
      live: {
        streams: this.streams.endless,
        waits: this.waits.count,
        exports: this.exports.count,
      },
      replayParked: REPLAY_PARKED,
    };
  }

  /** Of the caller's workspace: when others write is nothing for him. Null also where no views can be asked. */
  private async lastEventAt({ workspace }: Principal): Promise<number | null> {
    try {
      const last = await this.views.facts.page(workspace, {}, { limit: 1, direction: 'desc' });
      return last.items[0]?.recordedAt ?? null;
    } catch (error) {
      // What is wrong with them is what this is read for.
      if (error instanceof Error && error.name === 'ViewsUnavailable') return null;
      throw error;
    }
  }
}

function processBody(status: GatewayStatus): OperationsBody['gateway'] {
  const { rss: rssBytes, heapUsed: heapUsedBytes } = process.memoryUsage();
  return {
    name: status.name,
    version: status.version,
    node: process.version,
    startedAt: timeOf(status.startedAt),
    uptimeSeconds: Math.max(0, Date.now() - status.startedAt) / 1_000,
    memory: { rssBytes, heapUsedBytes },
    eventLoop: status.eventLoop(),
  };
}

function storeBody(
  { storeKind: kind }: GatewayStatus,
  store: StoreStatus | null,
  lastEventAt: number | null,
): OperationsBody['store'] {
  return {
    kind,
    isReachable: store !== null,
    head: store?.head ?? null,
    lastEventAt: timeOrNull(lastEventAt),
  };
}

/** Where nobody says: a part of the product that runs by itself. */
const NAMELESS: GatewayStatus = {
  ...{ name: '', version: '', startedAt: Date.now(), storeKind: 'external' },
  eventLoop: () => ({ meanMs: 0, p99Ms: 0, maxMs: 0 }),
  store: () => Promise.resolve(null),
};
