import { applyDecorators } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';
import { STATUSES } from './schema';

const filter = (name: string, description: string): MethodDecorator =>
  ApiQuery({ name, required: false, description, schema: { type: 'string', minLength: 1 } });

const list = (name: string, description: string, items: object): MethodDecorator =>
  ApiQuery({ name, required: false, description, schema: { type: 'array', items }, explode: true });

/** The parameters that narrow down which reviews are meant, in the document. */
export const Filtered = (): MethodDecorator =>
  applyDecorators(
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
  );
