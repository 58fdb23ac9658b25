import { CurrentExchange, ExactBody, ExactQuery, type Exchange } from '@countersign/http';
import { Controller, Get, Param, Post } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ASKED, FOUND, LISTED, READ, WAITED } from './answer-headers';
import { AskBody } from './ask-schema';
import { MayAnswer, Problems, Writes } from './described';
import { AsOfQuery, EventList, EventsQuery, isNow, WaitQuery } from './history-schema';
import { ListQuery, ReviewList } from './list-schema';
import { bodyFor, NativeReviews } from './native-reviews';
import { ReviewBody } from './review-body';
import { AfterPosition, AsOf, IfNoneMatch, Listed, Paged, ReviewId, Waited } from './review-described';
import { Filtered } from './review-filter';
import { ReviewHistory } from './review-history';
import { ReviewLists } from './review-list';
import { ReviewWaits } from './review-waits';
import { WithoutIfMatch } from './without-if-match';

/** Reviews are asked for, found and looked at. */
@ApiTags('native')
@Problems()
@Controller('v1/reviews')
export class ReviewsController {
  constructor(
    private readonly reviews: NativeReviews,
    private readonly lists: ReviewLists,
    private readonly history: ReviewHistory,
    private readonly waits: ReviewWaits,
  ) {}

  @Post()
  @ApiOperation({ operationId: 'askReview', summary: 'Ask for consent' })
  @WithoutIfMatch()
  @Writes('conflict', 'unsatisfiable')
  @ApiBody({ type: AskBody })
  @ApiCreatedResponse({ type: ReviewBody, description: 'It is new', headers: ASKED })
  @ApiOkResponse({ type: ReviewBody, description: 'The same request was accepted before', headers: ASKED })
  ask(
    @CurrentExchange() exchange: Exchange,
    @ExactBody({ schema: AskBody, whenEmpty: {} }) body: AskBody,
  ): Promise<ReviewBody> {
    return this.reviews.ask(exchange, body);
  }

  @Get()
  @ApiOperation({
    operationId: 'listReviews',
    summary: 'List the reviews that the caller may see',
    description:
      'With `count` the header `X-Total-Count` says how many there are; 10,001 where `X-Total-Capped` says that it is not exact.',
  })
  @Filtered()
  @Listed()
  @AfterPosition()
  @ApiOkResponse({ type: ReviewList, headers: LISTED })
  list(@CurrentExchange() exchange: Exchange, @ExactQuery(ListQuery) query: ListQuery): Promise<ReviewList> {
    return this.lists.page(exchange, query);
  }

  @Get(':id')
  @ApiOperation({ operationId: 'getReview', summary: 'Read a review, as it is or as it was' })
  @ReviewId()
  @AsOf()
  @AfterPosition()
  @IfNoneMatch()
  @ApiOkResponse({ type: ReviewBody, headers: READ })
  @MayAnswer('not-found')
  read(
    @CurrentExchange() exchange: Exchange,
    @Param('id') id: string,
    @ExactQuery(AsOfQuery) query: AsOfQuery,
  ): Promise<ReviewBody | undefined> {
    return isNow(query) ? this.reviews.read(exchange, id) : this.history.read(exchange, id, query);
  }

  @Get(':id/events')
  @ApiOperation({ operationId: 'getReviewEvents', summary: 'What happened to a review, fact by fact' })
  @ReviewId()
  @Paged()
  @AfterPosition()
  @ApiOkResponse({ type: EventList, headers: FOUND })
  @MayAnswer('not-found')
  events(
    @CurrentExchange() exchange: Exchange,
    @Param('id') id: string,
    @ExactQuery(EventsQuery) query: EventsQuery,
  ): Promise<EventList> {
    return this.history.events(exchange, id, query);
  }

  @Get(':id/wait')
  @ApiOperation({
    operationId: 'waitForReview',
    summary: 'Wait until a review is decided, or has come to its end',
    description: 'At the time-out the review is answered as it is, with the header `X-Timed-Out: true`.',
  })
  @ReviewId()
  @Waited()
  @AfterPosition()
  @ApiOkResponse({ type: ReviewBody, headers: WAITED })
  @MayAnswer('not-found', 'too-many-waits')
  async wait(
    @CurrentExchange() exchange: Exchange,
    @Param('id') id: string,
    @ExactQuery(WaitQuery) query: WaitQuery,
  ): Promise<ReviewBody | undefined> {
    const review = await this.waits.wait(exchange, id, query);
    return review && bodyFor(exchange, review);
  }
}
