import { DecideReview, type ReviewAnswer } from '@countersign/commands';
import {
  commandIdentity,
  CurrentExchange,
  type Exchange,
  idempotencyKey,
  requireModestPayload,
  reviewIdFor,
  ReviewReads,
  StrictBody,
  StrictQuery,
  validated,
} from '@countersign/http';
import { VIEWS, type Views } from '@countersign/projections';
import { Controller, Get, Inject, Param, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import { HistoryAnswer, MemoriesAnswer, PendingAnswer, RequestedAnswer } from './answers';
import { OutputDecisions } from './decisions';
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

const SESSION = {
  name: 'session_id',
  schema: { type: 'string' as const, pattern: '^[A-Za-z0-9._:-]{1,128}$' },
  example: 'a1b2c3d4-5678-90ab-cdef-1234567890ab',
};
const STREAM = {
  description: 'What becomes of the decision, as it happens: one JSON object a message.',
  content: { 'text/event-stream': { schema: { type: 'string' as const } } },
};

const Session = (): ParameterDecorator =>
  Param('session_id', {
    transform: (given: string) => validated(SessionPath, { session_id: given }, ['path']).session_id,
  });

/** The API *outputs*: an agent's outputs under review, and what was learnt from them. */
@ApiTags('outputs')
@Controller('api/v1/review')
export class OutputsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly reads: ReviewReads,
    private readonly decisions: OutputDecisions,
    @Inject(VIEWS) private readonly views: Views,
  ) {}

  @Get('history')
  @ApiOperation({ summary: 'The decisions, newest first' })
  @ApiOkResponse({ type: HistoryAnswer })
  async history(
    @CurrentExchange() exchange: Exchange,
    @StrictQuery(HistoryQuery) query: HistoryQuery,
  ): Promise<HistoryAnswer> {
    await this.reads.catchUp(exchange);
    return historyAnswer(await this.views.decisions.history(exchange.caller, toFilter(query), query), query);
  }

  @Get(':session_id/pending')
  @ApiOperation({ summary: 'The review that waits in a session' })
  @ApiParam(SESSION)
  @ApiOkResponse({ type: PendingAnswer })
  async pending(@CurrentExchange() exchange: Exchange, @Session() session: string): Promise<PendingAnswer> {
    return pendingAnswer(session, await this.reads.ofSession(exchange, session, 'pending'));
  }

  @Get(':session_id/memories')
  @ApiOperation({ summary: 'What a session is remembered for' })
  @ApiParam(SESSION)
  @ApiOkResponse({ type: MemoriesAnswer })
  async memories(@CurrentExchange() exchange: Exchange, @Session() session: string): Promise<MemoriesAnswer> {
    await this.reads.catchUp(exchange);
    return memoriesAnswer(session, await this.views.memories.ofSession(exchange.caller, session));
  }

  @Post(':session_id/request')
  @ApiOperation({ summary: 'Ask for an output to be reviewed' })
  @ApiParam(SESSION)
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
  @ApiOperation({ summary: 'Approve the review that waits in a session, with amendments or without' })
  @ApiParam(SESSION)
  @ApiBody({ type: ApproveBody, required: false })
  @ApiProduces('text/event-stream')
  @ApiOkResponse(STREAM)
  async approve(
    @CurrentExchange() exchange: Exchange,
    @Session() session: string,
    @StrictBody({ schema: ApproveBody, whenEmpty: {} }) body: ApproveBody,
    @Res() _streamed: unknown,
  ): Promise<void> {
    requireModestPayload(amendedPart(body.amendments));
    await this.decisions.decide(exchange, {
      session,
      verdict: 'approve',
      body,
      toCommand: (wisher, seen) => toApproval(wisher, seen, body),
    });
  }

  @Post(':session_id/reject')
  @ApiOperation({ summary: 'Reject the review that waits in a session' })
  @ApiParam(SESSION)
  @ApiBody({ type: RejectBody, required: false })
  @ApiProduces('text/event-stream')
  @ApiOkResponse(STREAM)
  async reject(
    @CurrentExchange() exchange: Exchange,
    @Session() session: string,
    @StrictBody({ schema: RejectBody, whenEmpty: {} }) body: RejectBody,
    @Res() _streamed: unknown,
  ): Promise<void> {
    await this.decisions.decide(exchange, {
      session,
      verdict: 'reject',
      body,
      toCommand: (wisher, seen) => toRejection(wisher, seen, body),
    });
  }
}
