import { CurrentExchange, ExactBody, type Exchange } from '@countersign/http';
import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { WRITTEN, WRITTEN_MANY } from './answer-headers';
import { BulkDecisions } from './bulk-decisions';
import { DecideBody, DecisionItems, DecisionResults } from './decision-schema';
import { Problems, Writes } from './described';
import { toReassignment, toWithdrawal } from './execution-commands';
import { ReassignBody, WithdrawBody } from './execution-schema';
import { NativeReviews, writtenBody } from './native-reviews';
import { ReviewBody } from './review-body';
import { IfMatch, ReviewId } from './review-described';
import { requireModestAmendments, toDecision } from './to-command';
import { WithoutIfMatch } from './without-if-match';

/** What people say to a review. */
@ApiTags('native')
@Problems()
@Controller('v1/reviews')
export class DecisionsController {
  constructor(
    private readonly reviews: NativeReviews,
    private readonly bulk: BulkDecisions,
  ) {}

  @Post('decisions')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'decideReviews',
    summary: 'Decide many reviews',
    description:
      'Each item is decided by itself and has a result of its own: one that fails undoes no other.',
  })
  @WithoutIfMatch()
  @Writes()
  @ApiBody({ type: DecisionItems })
  @ApiOkResponse({ type: DecisionResults, headers: WRITTEN_MANY })
  decideMany(
    @CurrentExchange() exchange: Exchange,
    @ExactBody({ schema: DecisionItems, whenEmpty: {} }) body: DecisionItems,
  ): Promise<DecisionResults> {
    return this.bulk.decide(exchange, body);
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
  @ApiOkResponse({ type: ReviewBody, headers: WRITTEN })
  async decide(
    @CurrentExchange() exchange: Exchange,
    @Param('id') id: string,
    @ExactBody({ schema: DecideBody, whenEmpty: {} }) body: DecideBody,
  ): Promise<ReviewBody> {
    requireModestAmendments(body);
    const to = { operation: 'decide', id, body };
    const written = await this.reviews.write(exchange, to, (wisher, seen) => toDecision(body, wisher, seen));
    return writtenBody(exchange, written);
  }

  @Post(':id/withdraw')
  @HttpCode(200)
  @ApiOperation({ operationId: 'withdrawReview', summary: 'Take a request back' })
  @ReviewId()
  @IfMatch()
  @Writes('not-requester', 'not-found', 'wrong-state', 'expired', 'conflict', 'stale-proposal')
  @ApiBody({ type: WithdrawBody, required: false })
  @ApiOkResponse({ type: ReviewBody, headers: WRITTEN })
  async withdraw(
    @CurrentExchange() exchange: Exchange,
    @Param('id') id: string,
    @ExactBody({ schema: WithdrawBody, whenEmpty: {} }) body: WithdrawBody,
  ): Promise<ReviewBody> {
    const to = { operation: 'withdraw', id, body };
    const written = await this.reviews.write(exchange, to, (wisher, seen) =>
      toWithdrawal(body, wisher, seen),
    );
    return writtenBody(exchange, written);
  }

  @Post(':id/reassign')
  @HttpCode(200)
  @ApiOperation({ operationId: 'reassignReview', summary: 'Send a pending review to somebody else' })
  @ReviewId()
  @IfMatch()
  @Writes(
    'agents-cannot-decide',
    'not-eligible',
    'not-found',
    'wrong-state',
    'expired',
    'conflict',
    'stale-proposal',
    'unsatisfiable',
  )
  @ApiBody({ type: ReassignBody })
  @ApiOkResponse({ type: ReviewBody, headers: WRITTEN })
  async reassign(
    @CurrentExchange() exchange: Exchange,
    @Param('id') id: string,
    @ExactBody({ schema: ReassignBody, whenEmpty: {} }) body: ReassignBody,
  ): Promise<ReviewBody> {
    const to = { operation: 'reassign', id, body };
    const written = await this.reviews.write(exchange, to, (wisher, seen) =>
      toReassignment(body, wisher, seen),
    );
    return writtenBody(exchange, written);
  }
}
