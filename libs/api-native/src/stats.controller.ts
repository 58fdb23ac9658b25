import { CurrentExchange, ExactQuery, type Exchange, ReviewReads } from '@countersign/http';
import { VIEWS, type Views } from '@countersign/projections';
import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { FOUND } from './answer-headers';
import { MayAnswer, Problems } from './described';
import { requireOversight } from './oversight';
import { AfterPosition } from './review-described';
import { rangeOf, statsBody } from './stats-body';
import { StatsBody, StatsQuery } from './stats-schema';

/** How reviews go in the workspace, for those who oversee it. */
@ApiTags('native')
@Problems()
@Controller('v1/stats')
export class StatsController {
  constructor(
    private readonly reads: ReviewReads,
    @Inject(VIEWS) private readonly views: Views,
  ) {}

  @Get()
  @ApiOperation({
    operationId: 'getStatistics',
    summary: 'How many reviews there are, and how long they take; for administrators and auditors',
    description:
      'Of the events of some days in UTC: 366 at most, the last 30 where nothing is said. What there is now does not depend on the days.',
  })
  @ApiQuery({
    name: 'from',
    required: false,
    description: 'The first day',
    schema: { type: 'string', format: 'date', example: '2026-03-01' },
  })
  @ApiQuery({
    name: 'to',
    required: false,
    description: 'The last day, included',
    schema: { type: 'string', format: 'date', example: '2026-03-30' },
  })
  @AfterPosition()
  @ApiOkResponse({ type: StatsBody, headers: FOUND })
  @MayAnswer('not-eligible')
  async read(
    @CurrentExchange() exchange: Exchange,
    @ExactQuery(StatsQuery) query: StatsQuery,
  ): Promise<StatsBody> {
    const { caller } = exchange;
    requireOversight(caller);
    const now = Date.now();
    const range = rangeOf(query, now);
    const known = await this.reads.catchUp(exchange);
    return statsBody(await this.views.statistics.of(caller.workspace, range, now, known), range);
  }
}
