import { CurrentExchange, type Exchange, StrictBody, StrictQuery } from '@countersign/http';
import { applyDecorators, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiForbiddenResponse,
  ApiHeader,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiPreconditionFailedResponse,
  ApiPayloadTooLargeResponse,
  ApiQuery,
  ApiServiceUnavailableResponse,
  ApiSecurity,
  ApiTags,
  ApiUnauthorizedResponse,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import { ApprovalRequests } from './approval-requests';
import {
  ApprovalAnswer,
  ApprovalList,
  AskBody,
  DecideBody,
  ErrorBody,
  ListQuery,
  ProblemsBody,
  STATUS_WORDS,
} from './schema';
import { toAnswer, toBody } from './translate';

const APPROVAL_ID = { name: 'approval_id', format: 'uuid' };
const IF_MATCH = { name: 'If-Match', required: false, description: '`"<review id>:<revision>"`, else 412' };
const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  required: false,
  description: 'The same request again is answered as at first',
};

/** What a decision's route takes and answers, whatever the verdict. */
function Decision(summary: string): MethodDecorator {
  return applyDecorators(
    HttpCode(200),
    ApiOperation({ summary }),
    ApiParam(APPROVAL_ID),
    ApiHeader(IF_MATCH),
    ApiHeader(IDEMPOTENCY_KEY),
    ApiBody({ type: DecideBody, required: false }),
    ApiOkResponse({ type: ApprovalAnswer }),
    ApiForbiddenResponse({ type: ErrorBody }),
    ApiNotFoundResponse({ type: ErrorBody }),
    ApiConflictResponse({ type: ErrorBody, description: 'Not pending any more: by whom and since when' }),
    ApiPreconditionFailedResponse({ type: ErrorBody }),
  );
}

@ApiTags('approvals')
@ApiBearerAuth()
@ApiSecurity('apiKey')
@ApiSecurity('cookie')
@ApiUnauthorizedResponse({ type: ErrorBody })
@ApiUnprocessableEntityResponse({ type: ProblemsBody })
@ApiServiceUnavailableResponse({ type: ErrorBody, description: 'With `Retry-After`' })
@Controller('api/v1/approvals')
export class ApprovalsController {
  constructor(private readonly approvals: ApprovalRequests) {}

  @Get()
  @ApiOperation({ summary: 'List approval requests, newest first; the next cursor is in `X-Next-Cursor`' })
  @ApiQuery({ name: 'subject_kind', required: false, type: String })
  @ApiQuery({ name: 'changesetId', required: false, type: String })
  @ApiQuery({ name: 'status', required: false, enum: STATUS_WORDS })
  @ApiQuery({ name: 'thread_id', required: false, type: String })
  @ApiQuery({ name: 'assignedToMe', required: false, schema: { type: 'boolean', default: false } })
  @ApiQuery({
    name: 'limit',
    required: false,
    schema: { type: 'integer', minimum: 1, maximum: 100, default: 50 },
  })
  @ApiQuery({
    name: 'cursor',
    required: false,
    type: String,
    description: '`X-Next-Cursor` of the page before',
  })
  @ApiOkResponse({ type: ApprovalList })
  async list(
    @CurrentExchange() exchange: Exchange,
    @StrictQuery(ListQuery) query: ListQuery,
  ): Promise<ApprovalList> {
    return { items: (await this.approvals.list(exchange, query)).map(toBody) };
  }

  @Get(':approval_id')
  @ApiOperation({ summary: 'Get an approval request' })
  @ApiParam(APPROVAL_ID)
  @ApiOkResponse({ type: ApprovalAnswer })
  @ApiNotFoundResponse({ type: ErrorBody })
  async read(
    @CurrentExchange() exchange: Exchange,
    @Param('approval_id') id: string,
  ): Promise<ApprovalAnswer> {
    return toAnswer(await this.approvals.read(exchange, id));
  }

  @Post()
  @ApiOperation({ summary: 'Ask for an approval' })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiBody({ type: AskBody })
  @ApiCreatedResponse({ type: ApprovalAnswer })
  @ApiOkResponse({ type: ApprovalAnswer, description: 'The same request was accepted before' })
  @ApiPayloadTooLargeResponse({ type: ErrorBody })
  async ask(
    @CurrentExchange() exchange: Exchange,
    @StrictBody({ schema: AskBody, whenEmpty: {} }) body: AskBody,
  ): Promise<ApprovalAnswer> {
    return toAnswer(await this.approvals.ask(exchange, body));
  }

  @Post(':approval_id/approve')
  @Decision('Approve a request')
  async approve(
    @CurrentExchange() exchange: Exchange,
    @Param('approval_id') id: string,
    @StrictBody({ schema: DecideBody, whenEmpty: {} }) body: DecideBody,
  ): Promise<ApprovalAnswer> {
    return toAnswer(await this.approvals.decide(exchange, 'approve', id, body));
  }

  @Post(':approval_id/reject')
  @Decision('Reject a request')
  async reject(
    @CurrentExchange() exchange: Exchange,
    @Param('approval_id') id: string,
    @StrictBody({ schema: DecideBody, whenEmpty: {} }) body: DecideBody,
  ): Promise<ApprovalAnswer> {
    return toAnswer(await this.approvals.decide(exchange, 'reject', id, body));
  }
}
