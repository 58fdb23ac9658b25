import { CurrentExchange, ExactQuery, type Exchange, ReviewReads } from '@countersign/http';
import { VIEWS, type Views } from '@countersign/projections';
import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { FOUND } from './answer-headers';
import { Problems } from './described';
import { foundMemoryBody } from './memory-body';
import { FoundMemoryList, MemorySearchQuery } from './memory-schema';
import { AfterPosition } from './review-described';
import { MOST_ROWS } from './list-schema';
import { requireSearchPlace, SEARCH_WORDS, searchCursorOf } from './search-query';

/** What all sessions are remembered for. */
@ApiTags('native')
@Problems()
@Controller('v1/memories')
export class MemorySearchController {
  constructor(
    private readonly reads: ReviewReads,
    @Inject(VIEWS) private readonly views: Views,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'searchMemories', summary: 'Find memories of all sessions by their words' })
  @ApiQuery({ name: 'q', required: true, ...SEARCH_WORDS })
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
    schema: { type: 'integer', minimum: 1, maximum: MOST_ROWS, default: 50 },
  })
  @AfterPosition()
  @ApiOkResponse({ type: FoundMemoryList, headers: FOUND })
  async search(
    @CurrentExchange() exchange: Exchange,
    @ExactQuery(MemorySearchQuery) { q, cursor, limit }: MemorySearchQuery,
  ): Promise<FoundMemoryList> {
    const after = requireSearchPlace(cursor);
    const which = cursor === undefined ? 'first' : 'behind';
    const { items, next } = await this.reads.page(exchange, which, () =>
      this.views.memories.search(exchange.caller, { q }, { limit, after }),
    );
    return { items: items.map(foundMemoryBody), next: next === null ? null : searchCursorOf(next) };
  }
}
