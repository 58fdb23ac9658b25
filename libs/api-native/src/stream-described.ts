import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiQuery } from '@nestjs/swagger';
import { Filtered } from './review-filter';

const ID = { type: 'string', pattern: '^\\d{1,19}$' };

/** The stream of changes, in the document. */
export const Streamed = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'followChanges',
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
    Filtered(),
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
