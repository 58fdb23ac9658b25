import { applyDecorators } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiForbiddenResponse,
  ApiHeader,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiPreconditionFailedResponse,
  ApiProperty,
  ApiQuery,
} from '@nestjs/swagger';

export class OutputsError {
  @ApiProperty({ example: 'Review not found' })
  detail!: string;
}

class OutputsProblem {
  @ApiProperty({ type: 'array', items: { oneOf: [{ type: 'string' }, { type: 'integer' }] } })
  loc!: (string | number)[];

  @ApiProperty({ example: 'Input should be a valid string' })
  msg!: string;

  @ApiProperty({ example: 'string_type' })
  type!: string;
}

export class OutputsProblems {
  @ApiProperty({ type: [OutputsProblem] })
  detail!: OutputsProblem[];
}

/** A path with a session in it, in the document. */
export const OfSession = (summary: string): MethodDecorator =>
  applyDecorators(
    ApiOperation({ summary }),
    ApiParam({
      name: 'session_id',
      schema: { type: 'string', pattern: '^[A-Za-z0-9._:-]{1,128}$' },
      example: 'a1b2c3d4-5678-90ab-cdef-1234567890ab',
    }),
  );

export const Repeatable = (): MethodDecorator =>
  ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'The same request again is answered as at first',
  });

/** A decision with its streamed answer, in the document. */
export const StreamedDecision = (): MethodDecorator =>
  applyDecorators(
    ApiHeader({
      name: 'If-Match',
      required: false,
      description: '`"<review id>:<revision>"`, else 412',
    }),
    Repeatable(),
    ApiOkResponse({
      description:
        'What becomes of the decision, as it happens: `review_completed`, `step_started`, `step_completed` and ' +
        '`done`; or `review_recorded` and `done` where more decisions are needed.',
      content: {
        'text/event-stream': {
          schema: { type: 'string' },
          example:
            'id: 4711\ndata: {"timestamp":"2026-03-17T10:32:00.000Z","event":"review_completed",' +
            '"data":{"decision":"approve","session_id":"a1b2c3d4-5678-90ab-cdef-1234567890ab"}}\n\n',
        },
      },
    }),
    ApiForbiddenResponse({ type: OutputsError }),
    ApiNotFoundResponse({ type: OutputsError, description: 'No review here that the caller may see' }),
    ApiConflictResponse({
      type: OutputsError,
      description: 'None pending: who decided last and when, or when it expired',
    }),
    ApiPreconditionFailedResponse({ type: OutputsError }),
  );

const filter = (name: string, description: string): MethodDecorator =>
  ApiQuery({ name, required: false, description, schema: { type: 'string' } });

/** The query of the history, in the document. */
export const Filtered = (): MethodDecorator =>
  applyDecorators(
    filter('module_name', 'The module whose output was decided'),
    ApiQuery({ name: 'decision', required: false, enum: ['approve', 'reject', 'revoke'] }),
    ApiQuery({
      name: 'limit',
      required: false,
      schema: { type: 'integer', minimum: 1, maximum: 500, default: 50 },
    }),
    ApiQuery({ name: 'offset', required: false, schema: { type: 'integer', minimum: 0, default: 0 } }),
    filter('session_id', 'The session of the review'),
    filter('user_id', 'Who decided'),
    ...(['from', 'to'] as const).map((name) =>
      ApiQuery({
        name,
        required: false,
        description: 'from <= decided_at < to',
        schema: { type: 'string', format: 'date-time' },
      }),
    ),
  );
