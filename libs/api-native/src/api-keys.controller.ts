import type { ApiKey } from '@countersign/api-key';
import { CurrentExchange, ExactBody, ExactQuery, type Exchange } from '@countersign/http';
import { VIEWS, type Views } from '@countersign/projections';
import { Controller, Delete, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiQuery,
  ApiTags,
} from '@nestjs/swagger';
import { ApiKeyBody, ApiKeyList, IssuedApiKey } from './api-key-answers';
import { ApiKeyBook } from './api-key-book';
import { apiKeyCursorOf, apiKeyPlaceIn, inOrderOfIssue } from './api-key-cursor';
import { ApiKeysQuery, ApiKeyWish, MOST_KEYS_A_PAGE } from './api-key-schema';
import { apiKeyBody } from './api-key-translate';
import { MayAnswer, Problems, Writes } from './described';
import { requireOversight } from './oversight';

const ID = { name: 'id', schema: { type: 'string', format: 'uuid' } } as const;
const KeyId = (): ParameterDecorator => Param('id', { transform: (given: string) => given.toLowerCase() });

/** The API keys of a workspace: administrators issue and revoke them, auditors see them too. */
@ApiTags('native')
@Problems()
@Controller('v1/api-keys')
export class ApiKeysController {
  constructor(
    private readonly book: ApiKeyBook,
    @Inject(VIEWS) private readonly views: Views,
  ) {}

  @Get()
  @ApiOperation({
    operationId: 'listApiKeys',
    summary: 'The API keys of the workspace, the newest first; for administrators and auditors',
  })
  @ApiQuery({
    name: 'cursor',
    required: false,
    description: '`next` of the page before',
    schema: { type: 'string' },
  })
  @ApiQuery({
    name: 'limit',
    required: false,
    description: 'Keys of a page',
    schema: { type: 'integer', minimum: 1, maximum: MOST_KEYS_A_PAGE, default: 50 },
  })
  @ApiOkResponse({ type: ApiKeyList })
  @MayAnswer('not-eligible')
  async list(
    @CurrentExchange() exchange: Exchange,
    @ExactQuery(ApiKeysQuery) { cursor, limit }: ApiKeysQuery,
  ): Promise<ApiKeyList> {
    requireOversight(exchange.caller);
    const place = cursor === undefined ? null : apiKeyPlaceIn(cursor);
    const all = [...(await this.book.list(exchange))].sort(inOrderOfIssue);
    const left = place === null ? all : all.filter((key) => inOrderOfIssue(place, key) < 0);
    const page = left.slice(0, limit);
    const last = page.at(-1);
    const next = last === undefined || left.length <= limit ? null : apiKeyCursorOf(last);
    return { items: await this.shown(exchange, page), next };
  }

  @Post()
  @ApiOperation({
    operationId: 'issueApiKey',
    summary: 'Issue an API key, which is told in this answer and never again; for administrators',
  })
  @ApiBody({ type: ApiKeyWish })
  @ApiCreatedResponse({ type: IssuedApiKey })
  @Writes(
    'agents-cannot-decide',
    'not-eligible',
    'insufficient-scope',
    'conflict',
    'too-many-api-keys',
    'invalid-api-key',
  )
  async issue(
    @CurrentExchange() exchange: Exchange,
    @ExactBody({ schema: ApiKeyWish }) wish: ApiKeyWish,
  ): Promise<IssuedApiKey> {
    const { key, text } = await this.book.issue(exchange, wish);
    void exchange.reply.header('Location', `/v1/api-keys/${key.id}`);
    return { ...apiKeyBody(key, null, Date.now()), key: text };
  }

  @Get(':id')
  @ApiOperation({ operationId: 'getApiKey', summary: 'Read an API key; for administrators and auditors' })
  @ApiParam(ID)
  @ApiOkResponse({ type: ApiKeyBody })
  @MayAnswer('not-eligible', 'not-found')
  async read(@CurrentExchange() exchange: Exchange, @KeyId() id: string): Promise<ApiKeyBody> {
    requireOversight(exchange.caller);
    const [body] = await this.shown(exchange, [await this.book.key(exchange, id)]);
    return body as ApiKeyBody;
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'revokeApiKey',
    summary: 'Revoke an API key, for every gateway within 2 s; for administrators',
  })
  @ApiParam(ID)
  @ApiNoContentResponse({ description: 'It counts no more, since now or before' })
  @MayAnswer(
    'foreign-origin',
    'agents-cannot-decide',
    'not-eligible',
    'insufficient-scope',
    'not-found',
    'conflict',
  )
  async revoke(@CurrentExchange() exchange: Exchange, @KeyId() id: string): Promise<void> {
    await this.book.revoke(exchange, id);
  }

  private async shown({ caller }: Exchange, keys: readonly ApiKey[]): Promise<ApiKeyBody[]> {
    const ids = keys.map(({ id }) => id);
    const uses = await this.views.keyUses.last(caller.workspace, ids);
    return keys.map((key) => apiKeyBody(key, uses.get(key.id) ?? null, Date.now()));
  }
}
