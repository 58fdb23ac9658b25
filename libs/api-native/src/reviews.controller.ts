import { CurrentExchange, ExactBody, type Exchange } from '@countersign/http';
import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AskBody } from './ask-schema';
import { DecideBody } from './decision-schema';
import { MayAnswer, Problems, Writes } from './described';
import { bodyFor, NativeReviews } from './native-reviews';
import { ReviewBody } from './review-body';
import { IfMatch, IfNoneMatch, ReviewId } from './review-described';
import { toDecision } from './to-command';

@ApiTags('native')
@Problems()
@Controller('v1/reviews')
export class ReviewsController {
  constructor(private readonly reviews: NativeReviews) {}

  @Post()
  @ApiOperation({ operationId: 'askReview', summary: 'Ask for consent' })
  @Writes('unsatisfiable')
  @ApiBody({ type: AskBody })
  @ApiCreatedResponse({ type: ReviewBody, description: 'With its `Location`' })
  @ApiOkResponse({ type: ReviewBody, description: 'The same request was accepted before' })
  ask(
    @CurrentExchange() exchange: Exchange,
    @ExactBody({ schema: AskBody, whenEmpty: {} }) body: AskBody,
  ): Promise<ReviewBody> {
    return this.reviews.ask(exchange, body);
  }

  @Get(':id')
  @ApiOperation({ operationId: 'getReview', summary: 'Read a review' })
  @ReviewId()
  @IfNoneMatch()
  @ApiOkResponse({ type: ReviewBody })
  @MayAnswer('not-found')
  read(@CurrentExchange() exchange: Exchange, @Param('id') id: string): Promise<ReviewBody | undefined> {
    return this.reviews.read(exchange, id);
  }

  @Post(':id/decisions')
  @HttpCode(200)
  @ApiOperation({ operationId: 'decideReview', summary: 'Approve, reject or revoke' })
  @ReviewId()
  @IfMatch()
  @Writes(
    'agents-cannot-decide',
    'self-approval',
    'not-eligible',
    'not-found',
    'wrong-state',
    'expired',
    'time-window-set',
    'conflict',
    'stale-proposal',
    'reason-required',
    'invalid-amendment',
  )
  @ApiBody({ type: DecideBody })
  @ApiOkResponse({ type: ReviewBody })
  async decide(
    @CurrentExchange() exchange: Exchange,
    @Param('id') id: string,
    @ExactBody({ schema: DecideBody, whenEmpty: {} }) body: DecideBody,
  ): Promise<ReviewBody> {
    const review = await this.reviews.write(exchange, { operation: 'decide', id, body }, (wisher, seen) =>
      toDecision(body, wisher, seen),
    );
    return bodyFor(exchange, review);
  }
}
