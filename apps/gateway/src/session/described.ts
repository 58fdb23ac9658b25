import { ApiResponse } from '@nestjs/swagger';

/** An answer that says in one sentence why there is no other. */
export const SaysWhy = (status: number, description: string): MethodDecorator =>
  ApiResponse({
    status,
    description,
    content: {
      'application/json': {
        schema: { type: 'object', required: ['message'], properties: { message: { type: 'string' } } },
      },
    },
  });

/** An answer for the eyes of a person. */
export const ShowsPage = (status: number, description: string): MethodDecorator =>
  ApiResponse({ status, description, content: { 'text/html': { schema: { type: 'string' } } } });
