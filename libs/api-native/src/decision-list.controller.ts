import { CurrentExchange, ExactQuery, type Exchange, ReviewReads, sayTotal } from '@countersign/http';
import { type DecisionFilter, type DecisionRow, VIEWS, type Views } from '@countersign/projections';
import type { Review } from '@countersign/review';
import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { LISTED } from './answer-headers';
import { type DecidedBody, DecisionList, DecisionsFiltered, DecisionsQuery } from './decision-list-schema';
import { Problems } from './described';
import { AfterPosition } from './review-described';
import { summaryOf } from './review-summary';
import { shownPerson, timeOf } from './shown';

/** What was decided, by everybody, on the reviews that the caller may see. */
@ApiTags('native')
@Problems()
@Controller('v1/decisions')
export class DecisionListController {
  constructor(
    private readonly reads: ReviewReads,
    @Inject(VIEWS) private readonly views: Views,
  ) {}

  @Get()
  @ApiOperation({
    operationId: 'listDecisions',
    summary: 'List the decisions on the reviews that the caller may see, the latest first',
    description: '`X-Total-Count` says how many there are; 10,001 is more than 10,000.',
  })
  @DecisionsFiltered()
  @AfterPosition()
  @ApiOkResponse({ type: DecisionList, headers: LISTED })
  async list(
    @CurrentExchange() exchange: Exchange,
    @ExactQuery(DecisionsQuery) query: DecisionsQuery,
  ): Promise<DecisionList> {
    const { caller, reply } = exchange;
    const { limit, offset } = query;
    let all = 0;
    const rows = await this.reads.list(exchange, async (known) => {
      const { items, total } = await this.views.decisions.history(
        caller,
        filterOf(query),
        { limit, offset },
        known,
      );
      all = total;
      return items;
    });
    sayTotal(reply, all);
    const ids = [...new Set(rows.map(({ review }) => review))];
    const reviews = new Map((await this.views.reviews.byIds(caller, ids)).map((one) => [one.id, one]));
    return {
      items: rows.flatMap((row) => bodyOf(row, reviews.get(row.review)) ?? []),
      next: rows.length < limit ? null : offset + rows.length,
    };
  }
}

function filterOf({ verdict, actor, session, from, to }: DecisionsQuery): DecisionFilter {
  return {
    ...(verdict !== undefined && { verdict }),
    ...(actor !== undefined && { userId: actor }),
    ...(session !== undefined && { session }),
    ...(from !== undefined && { from: Date.parse(from) }),
    ...(to !== undefined && { to: Date.parse(to) }),
  };
}

/** Null where the caller has lost sight of the review meanwhile. */
function bodyOf(row: DecisionRow, review: Review | undefined): DecidedBody | null {
  if (review === undefined) return null;
  const { number, verdict, userId, decidedAt, amendments } = row;
  const decision = review.decisions.find(
    (one) => one.by.id === userId && one.at === decidedAt && one.verdict === verdict,
  );
  return {
    ...{ number, verdict },
    by: shownPerson(decision?.by ?? { id: userId, name: '' }),
    at: timeOf(decidedAt),
    note: decision?.note ?? null,
    forced: decision?.forced ?? false,
    amended: amendments !== null,
    review: summaryOf(review),
  };
}
