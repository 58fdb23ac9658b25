import { DecideReview, type ReviewAnswer } from '@countersign/commands';
import {
  commandIdentity,
  CurrentExchange,
  EventStreams,
  type Exchange,
  idempotencyKey,
  requireModestPayload,
  reviewIdFor,
  ReviewReads,
  sayIfCapped,
  StrictBody,
  StrictQuery,
  TOTAL_CAPPED,
  validated,
} from '@countersign/http';
import { VIEWS, type Views } from '@countersign/projections';
import { Controller, Get, Inject, Param, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import {
  ApiBearerAuth,
  ApiBody,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiSecurity,
  ApiTags,
  ApiUnauthorizedResponse,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import { HistoryAnswer, MemoriesAnswer, PendingAnswer, RequestedAnswer } from './answers';
import { OutputDecisions } from './decisions';
import {
  Filtered,
  OfSession,
  OutputsError,
  OutputsProblems,
  Repeatable,
  StreamedDecision,
} from './described';
import { ApproveBody, HistoryQuery, RejectBody, RequestBody, SessionPath } from './schema';
import {
  amendedPart,
  historyAnswer,
  memoriesAnswer,
  pendingAnswer,
  requestedAnswer,
  toApproval,
  toFilter,
  toRejection,
  toRequest,
} from './translate';

const Session = (): ParameterDecorator =>
  Param('session_id', {
    transform: (given: string) => validated(SessionPath, { session_id: given }, ['path']).session_id,
  });

/** The API *outputs*: an agent's outputs under review, and what was learnt from them. */
@ApiTags('outputs')
@ApiBearerAuth()
@ApiSecurity('apiKey')
@ApiSecurity('cookie')
@ApiUnauthorizedResponse({ type: OutputsError })
@ApiUnprocessableEntityResponse({ type: OutputsProblems })
@Controller('api/v1/review')
export class OutputsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly reads: ReviewReads,
    private readonly decisions: OutputDecisions,
    private readonly streams: EventStreams,
    @Inject(VIEWS) private readonly views: Views,
  ) {}

  @Get('history')
  @ApiOperation({ summary: 'The decisions, newest first' })
  @Filtered()
  @ApiOkResponse({ type: HistoryAnswer, headers: TOTAL_CAPPED })
  async history(
    @CurrentExchange() exchange: Exchange,
    @StrictQuery(HistoryQuery) query: HistoryQuery,
  ): Promise<HistoryAnswer> {
    const known = await this.reads.catchUp(exchange);
    const found = await this.views.decisions.history(exchange.caller, toFilter(query), query, known);
    sayIfCapped(exchange.reply, found.total);
    return historyAnswer(found, query);
  }

  @Get(':session_id/pending')
  @OfSession('The review that waits in a session')
  @ApiOkResponse({ type: PendingAnswer })
  async pending(@CurrentExchange() exchange: Exchange, @Session() session: string): Promise<PendingAnswer> {
    return pendingAnswer(session, await this.reads.ofSession(exchange, session, 'pending'));
  }

  @Get(':session_id/memories')
  @OfSession('What a session is remembered for')
  @ApiOkResponse({ type: MemoriesAnswer })
  async memories(@CurrentExchange() exchange: Exchange, @Session() session: string): Promise<MemoriesAnswer> {
    await this.reads.catchUp(exchange);
    return memoriesAnswer(session, await this.views.memories.ofSession(exchange.caller, session));
  }

  @Post(':session_id/request')
  @OfSession('Ask for an output to be reviewed')
  @Repeatable()
  @ApiBody({ type: RequestBody })
  @ApiCreatedResponse({ type: RequestedAnswer })
  async request(
    @CurrentExchange() exchange: Exchange,
    @Session() session: string,
    @StrictBody({ schema: RequestBody, whenEmpty: {} }) body: RequestBody,
  ): Promise<RequestedAnswer> {
    const { caller, request } = exchange;
    const key = idempotencyKey(request);
    const review = reviewIdFor(caller, key);
    const address = { session, review, idempotencyKey: key };
    const command = toRequest({ actor: caller, at: Date.now() }, address, body);
    requireModestPayload(command.payload);
    const wish = { operation: 'request', target: session, body };
    const answer = await this.commands.execute<DecideReview, ReviewAnswer>(
      new DecideReview(review, command, { ...commandIdentity(request, caller, wish, key), api: 'outputs' }),
    );
    return requestedAnswer(this.reads.acknowledge(exchange, answer));
  }

  @Post(':session_id/approve')
  @OfSession('Approve the review that waits in a session, with amendments or without')
  @ApiBody({ type: ApproveBody, required: false })
  @StreamedDecision()
  async approve(
    @CurrentExchange() exchange: Exchange,
    @Session() session: string,
    @StrictBody({ schema: ApproveBody, whenEmpty: {} }) body: ApproveBody,
    @Res() _streamed: unknown,
  ): Promise<void> {
    requireModestPayload(amendedPart(body.amendments));
    const told = await this.decisions.decide(exchange, {
      session,
      verdict: 'approve',
      body,
      toCommand: (wisher, seen) => toApproval(wisher, seen, body),
    });
    await this.streams.answer(exchange, told);
  }

  @Post(':session_id/reject')
  @OfSession('Reject the review that waits in a session')
  @ApiBody({ type: RejectBody, required: false })
  @StreamedDecision()
  async reject(
    @CurrentExchange() exchange: Exchange,
    @Session() session: string,
    @StrictBody({ schema: RejectBody, whenEmpty: {} }) body: RejectBody,
    @Res() _streamed: unknown,
  ): Promise<void> {
    const told = await this.decisions.decide(exchange, {
      session,
      verdict: 'reject',
      body,
      toCommand: (wisher, seen) => toRejection(wisher, seen, body),
    });
    await this.streams.answer(exchange, told);
  }
}
