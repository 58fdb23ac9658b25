import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiParam, ApiResponse } from '@nestjs/swagger';

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
