import { applyDecorators } from '@nestjs/common';
import { MOST_FACTS } from '@countersign/commands';
import { ApiHeader, ApiParam, ApiQuery, ApiResponse } from '@nestjs/swagger';
import { LONGEST_WAIT_SECONDS, WAITED_FOR } from './history-schema';
import { MOST_ROWS, SORTS } from './list-schema';
import { SEARCH_WORDS } from './search-query';

export const ReviewId = (): MethodDecorator =>
  ApiParam({ name: 'id', description: "The review's id", schema: { type: 'string', format: 'uuid' } });

export const IfMatch = (): MethodDecorator =>
  ApiHeader({
    name: 'If-Match',
    required: false,
    description: 'An `ETag` as an earlier answer gave it: of anything else it is 412',
    schema: { type: 'string' },
  });

export const IfNoneMatch = (): MethodDecorator =>
  applyDecorators(
    ApiHeader({
      name: 'If-None-Match',
      required: false,
      description: 'An `ETag` as an earlier answer gave it',
      schema: { type: 'string' },
    }),
    ApiResponse({ status: 304, description: 'The review is as it was under this tag' }),
  );

export const LeaseNumber = (): MethodDecorator =>
  ApiParam({ name: 'number', description: "The lease's", schema: { type: 'integer', minimum: 1 } });

export const AfterPosition = (): MethodDecorator =>
  ApiHeader({
    name: 'X-After-Position',
    required: false,
    description:
      'An `X-Position` as an earlier answer gave it: the answer is not behind it, or says `X-Stale: true`',
    schema: { type: 'string', pattern: '^\\d{1,19}$' },
  });

const parameter = (name: string, description: string, schema: object): MethodDecorator =>
  ApiQuery({ name, required: false, description, schema });
const TIME = { type: 'string', format: 'date-time' };
const FLAG = { type: 'boolean', default: false };

/** What a list takes beside its filters. */
export const Listed = (): MethodDecorator =>
  applyDecorators(
    ApiQuery({ name: 'q', required: false, ...SEARCH_WORDS }),
    parameter('decidable', 'The caller may approve it now and has not decided it', FLAG),
    parameter('createdFrom', 'Asked for then or later', TIME),
    parameter('createdTo', 'Asked for before then', TIME),
    parameter('sort', 'The order', { type: 'string', enum: SORTS, default: 'newest' }),
    parameter('cursor', '`next` of the page before, of the same sort and search', { type: 'string' }),
    parameter('limit', 'Rows of a page', { type: 'integer', minimum: 1, maximum: MOST_ROWS, default: 50 }),
    parameter('count', 'Whether to say how many there are, in `X-Total-Count`', FLAG),
  );

export const AsOf = (): MethodDecorator =>
  applyDecorators(
    parameter('atRevision', 'As it was at this revision', { type: 'integer', minimum: 0 }),
    parameter('at', 'As it was at this time', TIME),
  );

export const Paged = (): MethodDecorator =>
  applyDecorators(
    parameter('from', 'The revision to begin with', { type: 'integer', minimum: 0, default: 0 }),
    parameter('limit', 'How many', { type: 'integer', minimum: 1, maximum: MOST_FACTS, default: 50 }),
  );

export const Waited = (): MethodDecorator =>
  applyDecorators(
    parameter('for', 'Until it is not PENDING, or neither APPROVED nor PROCESSING either', {
      type: 'string',
      enum: WAITED_FOR,
      default: 'decision',
    }),
    parameter('timeout', 'Seconds', {
      type: 'integer',
      minimum: 0,
      maximum: LONGEST_WAIT_SECONDS,
      default: 30,
    }),
  );
