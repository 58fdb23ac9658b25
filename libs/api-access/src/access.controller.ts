import { CurrentExchange, type Exchange, StrictBody, StrictQuery, TOTAL_COUNT } from '@countersign/http';
import { applyDecorators, Controller, Get, Param, Post, Put } from '@nestjs/common';
import {
  ApiBadRequestResponse,
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
  ApiPayloadTooLargeResponse,
  ApiPreconditionFailedResponse,
  ApiQuery,
  ApiServiceUnavailableResponse,
  ApiSecurity,
  ApiTags,
  ApiUnauthorizedResponse,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import { AccessReviews } from './access-reviews';
import { AskBody, DecideBody, ErrorBody, ListQuery, REVIEW_TYPES, ReviewBody, STATUS_WORDS } from './schema';
import { toBody } from './translate';

const IF_MATCH = { name: 'If-Match', required: false, description: '`"<review id>:<revision>"`, else 412' };
const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  required: false,
  description: 'The same request again is answered as at first',
};

/** What a decision's route takes and answers, by whichever id. */
function Decision(id: string, summary: string): MethodDecorator {
  return applyDecorators(
    ApiOperation({ summary }),
    ApiParam({ name: id, description: "A review's id, else a session's" }),
    ApiHeader(IF_MATCH),
    ApiHeader(IDEMPOTENCY_KEY),
    ApiBody({ type: DecideBody }),
    ApiOkResponse({ type: ReviewBody }),
    ApiBadRequestResponse({ type: ErrorBody }),
    ApiForbiddenResponse({ type: ErrorBody }),
    ApiNotFoundResponse({ type: ErrorBody }),
    ApiConflictResponse({ type: ErrorBody, description: 'A retry would decide a review not shown yet' }),
    ApiPreconditionFailedResponse({ type: ErrorBody }),
    ApiUnprocessableEntityResponse({ type: ErrorBody, description: 'The key came with another request' }),
  );
}

@ApiTags('access')
@ApiBearerAuth()
@ApiSecurity('apiKey')
@ApiSecurity('cookie')
@ApiUnauthorizedResponse({ type: ErrorBody, description: '`access denied`' })
@ApiServiceUnavailableResponse({ type: ErrorBody, description: 'With `Retry-After`' })
@Controller('api')
export class AccessController {
  constructor(private readonly reviews: AccessReviews) {}

  @Put('sessions/:session_id/review')
  @Decision('session_id', 'Approve, reject or revoke, by session id or review id')
  async decideBySession(
    @CurrentExchange() exchange: Exchange,
    @Param('session_id') id: string,
    @StrictBody({ schema: DecideBody }) body: DecideBody,
  ): Promise<ReviewBody> {
    return toBody(await this.reviews.decide(exchange, id, body));
  }

  @Put('reviews/:id')
  @Decision('id', 'Approve, reject or revoke, by review id or session id')
  async decide(
    @CurrentExchange() exchange: Exchange,
    @Param('id') id: string,
    @StrictBody({ schema: DecideBody }) body: DecideBody,
  ): Promise<ReviewBody> {
    return toBody(await this.reviews.decide(exchange, id, body));
  }

  @Get('reviews/:id')
  @ApiOperation({ summary: 'Read, by review id or session id' })
  @ApiParam({ name: 'id', description: "A review's id, else a session's" })
  @ApiOkResponse({ type: ReviewBody })
  @ApiNotFoundResponse({ type: ErrorBody })
  async read(@CurrentExchange() exchange: Exchange, @Param('id') id: string): Promise<ReviewBody> {
    return toBody(await this.reviews.read(exchange, id));
  }

  @Get('reviews')
  @ApiOperation({
    summary: 'List, newest first; `X-Total-Count` is 10,001 where `X-Total-Capped` says that it is not exact',
  })
  @ApiQuery({ name: 'status', required: false, enum: STATUS_WORDS })
  @ApiQuery({ name: 'type', required: false, enum: REVIEW_TYPES })
  @ApiQuery({ name: 'user', required: false, enum: ['me'] })
  @ApiQuery({
    name: 'limit',
    required: false,
    schema: { type: 'integer', minimum: 1 },
    description: 'Over 100 is 100; without it the newest 1,000',
  })
  @ApiQuery({ name: 'offset', required: false, schema: { type: 'integer', minimum: 0, default: 0 } })
  @ApiOkResponse({ type: [ReviewBody], headers: TOTAL_COUNT })
  @ApiBadRequestResponse({ type: ErrorBody })
  async list(
    @CurrentExchange() exchange: Exchange,
    @StrictQuery(ListQuery) query: ListQuery,
  ): Promise<ReviewBody[]> {
    return (await this.reviews.list(exchange, query)).map(toBody);
  }

  @Post('sessions/:session_id/review')
  @ApiOperation({ summary: 'Ask for a review' })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiBody({ type: AskBody })
  @ApiCreatedResponse({ type: ReviewBody })
  @ApiBadRequestResponse({ type: ErrorBody })
  @ApiPayloadTooLargeResponse({ type: ErrorBody })
  @ApiUnprocessableEntityResponse({ type: ErrorBody, description: 'The key came with another request' })
  async ask(
    @CurrentExchange() exchange: Exchange,
    @Param('session_id') session: string,
    @StrictBody({ schema: AskBody }) body: AskBody,
  ): Promise<ReviewBody> {
    return toBody(await this.reviews.ask(exchange, session, body));
  }
}
