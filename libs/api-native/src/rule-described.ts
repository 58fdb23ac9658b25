import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiParam, ApiQuery, ApiResponse } from '@nestjs/swagger';
import { MOST_RULE_EVENTS } from './rule-history-schema';

/** A path with a rule's name in it, in the document. */
export const RuleName = (): MethodDecorator =>
  ApiParam({
    name: 'name',
    schema: { type: 'string', pattern: '^[A-Za-z0-9._-]{1,64}$' },
    example: 'payments',
  });

/** What a write of a rule may take for granted. */
export const RulePreconditions = (...headers: readonly ('If-Match' | 'If-None-Match')[]): MethodDecorator =>
  applyDecorators(...headers.map((name) => ApiHeader({ name, required: false, description: MEANING[name] })));

const MEANING = {
  'If-Match': '`"<name>:<revision>"` as an `ETag` gave it, or `*`; else 412',
  'If-None-Match': '`*`: there must be no such rule; else 412',
} as const;

export const RuleUnlessKnown = (): MethodDecorator =>
  applyDecorators(
    ApiHeader({ name: 'If-None-Match', required: false, description: 'Tags that the caller knows' }),
    ApiResponse({ status: 304, description: 'It is one of those' }),
  );

export const RuleChangesPaged = (): MethodDecorator =>
  applyDecorators(
    ApiQuery({
      name: 'before',
      required: false,
      description: 'The `next` of the page before',
      schema: { type: 'string', pattern: '^\\d{1,19}$' },
    }),
    ApiQuery({
      name: 'limit',
      required: false,
      description: 'Changes of a page',
      schema: { type: 'integer', minimum: 1, maximum: MOST_RULE_EVENTS, default: 50 },
    }),
  );
