import { applyDecorators } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiQuery } from '@nestjs/swagger';
import { MayAnswer } from './described';

const POSITION = { type: 'string', pattern: '^\\d{1,19}$' };

/** The export, in the document. */
export const Exported = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'exportLog',
      summary: 'Export the log of the workspace as it is stored; for administrators and auditors',
      description:
        'A line of JSON for each event, in log order, and a last line of kind `manifest` with the digest of all lines ' +
        'before it. An answer without a manifest was cut off. Blank lines keep the connection open: skip them. A ' +
        'principal has one export at a time, and a workspace as many as the installation says (two).',
    }),
    ApiQuery({
      name: 'from',
      required: false,
      description: 'From the event of the workspace at this position on; from the first one without it',
      schema: POSITION,
    }),
    ApiQuery({
      name: 'to',
      required: false,
      description:
        'Up to and with this position, and to the end of the append that it would cut; to the end of the log without it',
      schema: POSITION,
    }),
    ApiOkResponse({
      description: 'Streamed; it counts as an open stream',
      content: {
        'application/x-ndjson': {
          schema: { type: 'string' },
          example: '{"kind":"event","position":"4711","stream":"review-...",...}\n{"kind":"manifest",...}\n',
        },
      },
    }),
    MayAnswer('not-eligible', 'rate-limited'),
  );
