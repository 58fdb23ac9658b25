import { applyDecorators } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';
import { MOST_AUDITED, ORDERS, STREAM_KINDS } from './audit-schema';

const parameter = (name: string, description: string, schema: object): MethodDecorator =>
  ApiQuery({ name, required: false, description, schema });
const TEXT = { type: 'string', minLength: 1 };
const TIME = { type: 'string', format: 'date-time' };
const PLACE = { type: 'string', pattern: '^\\d{1,19}$' };

/** What the history of a workspace is filtered by, in the document. */
export const Audited = (): MethodDecorator =>
  applyDecorators(
    ApiQuery({
      name: 'type',
      required: false,
      description: 'One of these types',
      schema: { type: 'array', items: { type: 'string', example: 'ReviewForced' } },
      explode: true,
    }),
    parameter('actor', 'By whom, an id', TEXT),
    parameter('review', 'Of a review, and of memories that came out of it', TEXT),
    parameter('session', 'Of the reviews of a session, and of its memories', TEXT),
    parameter('kind', 'Of streams of this kind', { type: 'string', enum: STREAM_KINDS }),
    parameter('from', 'Then or later', TIME),
    parameter('to', 'Before then', TIME),
    parameter('after', 'Behind this position', PLACE),
    parameter('before', 'Before this position', PLACE),
    parameter('order', 'The order of positions', { type: 'string', enum: ORDERS, default: 'asc' }),
    parameter('limit', 'Events of a page', {
      type: 'integer',
      minimum: 1,
      maximum: MOST_AUDITED,
      default: 50,
    }),
  );
