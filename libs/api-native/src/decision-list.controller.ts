import { CurrentExchange, ExactQuery, type Exchange, ReviewReads, sayTotal } from '@countersign/http';
import { type DecidedReview, type DecisionFilter, VIEWS, type Views } from '@countersign/projections';
import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { LISTED } from './answer-headers';
import { decisionCursorOf, decisionPlaceIn } from './decision-cursor';
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
    description: '`X-Total-Count` says how many there are, with `X-Total-Capped` where that is not exact.',
  })
  @DecisionsFiltered()
  @AfterPosition()
  @ApiOkResponse({ type: DecisionList, headers: LISTED })
  async list(
    @CurrentExchange() exchange: Exchange,
    @ExactQuery(DecisionsQuery) query: DecisionsQuery,
  ): Promise<DecisionList> {
    const { caller, reply } = exchange;
    const { limit, cursor } = query;
    const after = cursor === undefined ? undefined : (decisionPlaceIn(cursor) ?? undefined);
    const which = cursor === undefined ? 'first' : 'behind';
    const { items, next } = await this.reads.page(exchange, which, async (known) => {
      const found = await this.views.decisions.page(caller, filterOf(query), { limit, after }, known);
      sayTotal(reply, found.total);
      return found;
    });
    return { items: items.map(bodyOf), next: next === null ? null : decisionCursorOf(next) };
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

function bodyOf({ number, decision, review }: DecidedReview): DecidedBody {
  const { verdict, by, at, note, forced, amendments } = decision;
  return {
    ...{ number, verdict, note, forced },
    by: shownPerson(by),
    at: timeOf(at),
    amended: amendments !== null,
    review: summaryOf(review),
  };
}
