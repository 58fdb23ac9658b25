import { CurrentExchange, ExactBody, type Exchange } from '@countersign/http';
import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { WRITTEN } from './answer-headers';
import { Problems, Writes } from './described';
import { heldLease, leaseNumberOf, toClaim, toFinding, toHeartbeat, toReport } from './execution-commands';
import {
  ClaimAnswer,
  ClaimBody,
  CompleteBody,
  HeartbeatBody,
  LeaseAnswer,
  ReconcileBody,
} from './execution-schema';
import { NativeReviews, writtenBody } from './native-reviews';
import { ReviewBody } from './review-body';
import { IfMatch, LeaseNumber, ReviewId } from './review-described';
import { WithoutIfMatch } from './without-if-match';

/** What was approved is executed, by one executor at a time. */
@ApiTags('native')
@Problems()
@Controller('v1/reviews/:id')
export class ExecutionController {
  constructor(private readonly reviews: NativeReviews) {}

  @Post('claim')
  @HttpCode(200)
  @ApiOperation({ operationId: 'claimExecution', summary: 'Take the grant for one use' })
  @ReviewId()
  @IfMatch()
  @Writes('not-eligible', 'not-found', 'wrong-state', 'expired', 'grant-closed', 'conflict', 'stale-proposal')
  @ApiBody({ type: ClaimBody, required: false })
  @ApiOkResponse({ type: ClaimAnswer, headers: WRITTEN })
  async claim(
    @CurrentExchange() exchange: Exchange,
    @Param('id') id: string,
    @ExactBody({ schema: ClaimBody, whenEmpty: {} }) body: ClaimBody,
  ): Promise<ClaimAnswer> {
    const to = { operation: 'claim', id, body };
    const written = await this.reviews.write(exchange, to, (wisher, seen) => toClaim(body, wisher, seen));
    const { review } = written;
    const { payload, digest, version } = review.proposal;
    const lease = heldLease(review, review.claims);
    return { lease, payload, digest, version, review: writtenBody(exchange, written) };
  }

  @Post('leases/:number/heartbeat')
  @HttpCode(200)
  @ApiOperation({ operationId: 'extendLease', summary: 'Keep a lease for as long again' })
  @ReviewId()
  @LeaseNumber()
  @WithoutIfMatch()
  @Writes('not-found', 'lease-lost', 'wrong-state', 'grant-closed', 'conflict')
  @ApiBody({ type: HeartbeatBody })
  @ApiOkResponse({ type: LeaseAnswer, headers: WRITTEN })
  async heartbeat(
    @CurrentExchange() exchange: Exchange,
    @Param('id') id: string,
    @Param('number', { transform: leaseNumberOf }) number: number,
    @ExactBody({ schema: HeartbeatBody, whenEmpty: {} }) body: HeartbeatBody,
  ): Promise<LeaseAnswer> {
    const to = { operation: `heartbeat ${number}`, id, body };
    const written = await this.reviews.write(exchange, to, (wisher) => toHeartbeat(number, body, wisher));
    return { lease: heldLease(written.review, number) };
  }

  @Post('leases/:number/complete')
  @HttpCode(200)
  @ApiOperation({ operationId: 'completeExecution', summary: 'Report how a run ended' })
  @ReviewId()
  @LeaseNumber()
  @WithoutIfMatch()
  @Writes('not-found', 'lease-lost', 'conflict')
  @ApiBody({ type: CompleteBody })
  @ApiOkResponse({ type: ReviewBody, headers: WRITTEN })
  async complete(
    @CurrentExchange() exchange: Exchange,
    @Param('id') id: string,
    @Param('number', { transform: leaseNumberOf }) number: number,
    @ExactBody({ schema: CompleteBody, whenEmpty: {} }) body: CompleteBody,
  ): Promise<ReviewBody> {
    const to = { operation: `complete ${number}`, id, body };
    const written = await this.reviews.write(exchange, to, (wisher) => toReport(number, body, wisher));
    return writtenBody(exchange, written);
  }

  @Post('reconcile')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'reconcileExecution',
    summary: 'Record what was found out about a run whose outcome is unknown',
  })
  @ReviewId()
  @WithoutIfMatch()
  @Writes('agents-cannot-decide', 'not-eligible', 'not-found', 'wrong-state', 'expired', 'conflict')
  @ApiBody({ type: ReconcileBody })
  @ApiOkResponse({ type: ReviewBody, headers: WRITTEN })
  async reconcile(
    @CurrentExchange() exchange: Exchange,
    @Param('id') id: string,
    @ExactBody({ schema: ReconcileBody, whenEmpty: {} }) body: ReconcileBody,
  ): Promise<ReviewBody> {
    const to = { operation: 'reconcile', id, body };
    const written = await this.reviews.write(exchange, to, (wisher) => toFinding(body, wisher));
    return writtenBody(exchange, written);
  }
}
