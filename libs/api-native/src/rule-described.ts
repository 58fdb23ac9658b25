import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiParam, ApiResponse } from '@nestjs/swagger';

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
