import { applyDecorators } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiBearerAuth,
  ApiExtraModels,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiQuery,
  ApiServiceUnavailableResponse,
  ApiUnauthorizedResponse,
  getSchemaPath,
} from '@nestjs/swagger';
import { PROBLEMS, typeOf } from './problems';
import { STATUSES } from './schema';

class Problem {
  @ApiProperty({ format: 'uri', example: typeOf('invalid-request') })
  type!: string;

  @ApiProperty({ example: PROBLEMS['invalid-request'].title })
  title!: string;

  @ApiProperty({ type: 'integer', example: PROBLEMS['invalid-request'].status })
  status!: number;

  @ApiProperty({ example: 'kinds: There is no such parameter' })
  detail!: string;
}

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: getSchemaPath(Problem) } } },
});

/** What every operation may answer. */
export const Problems = (): ClassDecorator =>
  applyDecorators(
    ApiBearerAuth(),
    ApiExtraModels(Problem),
    ApiBadRequestResponse(problem('Not as it should be; `errors` names what')),
    ApiUnauthorizedResponse(problem('No valid credential')),
    ApiServiceUnavailableResponse(problem('With `Retry-After`')),
  );

const filter = (name: string, description: string): MethodDecorator =>
  ApiQuery({ name, required: false, description, schema: { type: 'string', minLength: 1 } });

const list = (name: string, description: string, items: object): MethodDecorator =>
  ApiQuery({ name, required: false, description, schema: { type: 'array', items }, explode: true });

const ID = { type: 'string', pattern: '^\\d{1,19}$' };

/** The stream of changes, in the document. */
export const Streamed = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      summary: 'Follow the changes that the caller may see, as they happen',
      description:
        'Events `review`, `memories` and `reset`; the `id` is the position in the log. It has no end: a comment comes ' +
        'every 15 s, and a client that was cut off goes on from the last id that it got.',
    }),
    ApiHeader({ name: 'Last-Event-ID', required: false, description: 'Go on after this id', schema: ID }),
    ApiQuery({
      name: 'lastEventId',
      required: false,
      description: 'The same, for clients that cannot send the header; the header counts first',
      schema: ID,
    }),
    list('status', 'One of these', { type: 'string', enum: STATUSES }),
    filter('kind', 'The subject kind'),
    filter('action', 'The action'),
    filter('session', 'The session'),
    filter('thread', 'The thread'),
    filter('group', 'A group that holds a slot'),
    filter('requester', "The requester's id"),
    filter('assignee', "The assignee's id"),
    ApiQuery({
      name: 'mine',
      required: false,
      description: 'Asked for by the caller, or for him',
      schema: { type: 'boolean', default: false },
    }),
    list('label', 'Labels as `key:value`, all of them', { type: 'string', example: 'team:payments' }),
    ApiOkResponse({
      description: 'A stream without an end',
      content: {
        'text/event-stream': {
          schema: { type: 'string' },
          example:
            'id: 4711\nevent: review\ndata: {"position":"4711","eventId":"...","type":"ReviewApproved",...}\n\n',
        },
      },
    }),
  );
