import { DecideMemory, type MemoryAnswer } from '@countersign/commands';
import {
  commandIdentity,
  CurrentExchange,
  ExactQuery,
  type Exchange,
  Failed,
  ReviewReads,
  validated,
} from '@countersign/http';
import type { MemoryRefusal } from '@countersign/memory';
import { VIEWS, type Views } from '@countersign/projections';
import { Controller, Delete, Get, HttpCode, Inject, Param } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import {
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiQuery,
  ApiTags,
} from '@nestjs/swagger';
import { MayAnswer, Problems } from './described';
import { memoryBody } from './memory-body';
import { memoryCursorOf, memoryPlaceIn } from './memory-cursor';
import {
  ForgetQuery,
  LONGEST_FORGET_NOTE,
  MemoriesQuery,
  MemoryList,
  MOST_MEMORIES,
  SessionPath,
} from './memory-schema';
import { isUuid, notFound } from './review-id';
import { foreignCursor, requireSearchPlace, SEARCH_WORDS, searchCursorOf } from './search-query';

const SESSION = { name: 'id', schema: { type: 'string', pattern: '^[A-Za-z0-9._:-]{1,128}$' } } as const;
const Session = (): ParameterDecorator =>
  Param('id', { transform: (given: string) => validated(SessionPath, { id: given }, ['path']).id });

/** What came out of the reviews of a session. */
@ApiTags('native')
@Problems()
@Controller('v1/sessions')
export class MemoriesController {
  constructor(
    private readonly bus: CommandBus,
    private readonly reads: ReviewReads,
    @Inject(VIEWS) private readonly views: Views,
  ) {}

  @Get(':id/memories')
  @ApiOperation({ operationId: 'listMemories', summary: 'What a session is remembered for' })
  @ApiParam(SESSION)
  @ApiQuery({ name: 'q', required: false, ...SEARCH_WORDS })
  @ApiQuery({
    name: 'cursor',
    required: false,
    description: '`next` of the page before',
    schema: { type: 'string' },
  })
  @ApiQuery({
    name: 'limit',
    required: false,
    description: 'Memories of a page',
    schema: { type: 'integer', minimum: 1, maximum: MOST_MEMORIES, default: 100 },
  })
  @ApiOkResponse({ type: MemoryList })
  async list(
    @CurrentExchange() exchange: Exchange,
    @Session() session: string,
    @ExactQuery(MemoriesQuery) query: MemoriesQuery,
  ): Promise<MemoryList> {
    const page =
      query.q === undefined
        ? this.inOrder(exchange, session, query)
        : this.with(query.q, exchange, session, query);
    const which = query.cursor === undefined ? 'first' : 'behind';
    const { items, next } = await this.reads.page(exchange, which, page);
    return { items: items.map(memoryBody), next };
  }

  private inOrder({ caller }: Exchange, session: string, { cursor, limit }: MemoriesQuery) {
    const after = cursor === undefined ? undefined : memoryPlaceIn(cursor);
    if (after === null) throw foreignCursor('of the same session');
    return async () => {
      const { items, next } = await this.views.memories.page(caller, session, { limit, after });
      return { items, next: next === null ? null : memoryCursorOf(next) };
    };
  }

  private with(q: string, { caller }: Exchange, session: string, { cursor, limit }: MemoriesQuery) {
    const after = requireSearchPlace(cursor);
    return async () => {
      const { items, next } = await this.views.memories.search(caller, { q, session }, { limit, after });
      return { items, next: next === null ? null : searchCursorOf(next) };
    };
  }

  @Delete(':id/memories/:memoryId')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'forgetMemory',
    summary: 'Have a memory forgotten; for reviewers and administrators',
  })
  @ApiParam(SESSION)
  @ApiParam({ name: 'memoryId', schema: { type: 'string', format: 'uuid' } })
  @ApiQuery({
    name: 'note',
    required: false,
    description: 'Why; kept with the fact',
    schema: { type: 'string', maxLength: LONGEST_FORGET_NOTE },
  })
  @ApiNoContentResponse()
  @MayAnswer('agents-cannot-decide', 'not-eligible', 'not-found', 'conflict')
  async forget(
    @CurrentExchange() exchange: Exchange,
    @Session() session: string,
    @Param('memoryId') id: string,
    @ExactQuery(ForgetQuery) query: ForgetQuery,
  ): Promise<void> {
    const { caller, request } = exchange;
    const memory = id.toLowerCase();
    const look = () => this.views.memories.byId(caller, session, memory);
    if (!isUuid(memory) || (await this.reads.find(exchange, look)) === null) notFound();
    const note = query.note ?? null;
    const command = { kind: 'ForgetMemory', at: Date.now(), actor: caller, session, memory, note } as const;
    const wish = { operation: 'forget', target: memory, body: { session, note } };
    const context = { ...commandIdentity(request, caller, wish, null), api: 'native' } as const;
    const answer = await this.bus.execute<DecideMemory, MemoryAnswer>(new DecideMemory(command, context));
    if (answer.kind === 'refused') throw refusedAs(answer.refusal);
    this.reads.wrote(exchange, answer.position);
  }
}

function refusedAs(refusal: MemoryRefusal): Error {
  // Only the crystalliser's command is refused so.
  if (refusal.code === 'already-crystallised') return new Error(refusal.code);
  return new Failed({ kind: 'refused', refusal, review: null });
}
