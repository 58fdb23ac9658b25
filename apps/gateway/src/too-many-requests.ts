import type { OpenAPIObject } from '@nestjs/swagger';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;

const text = (description: string, example: string) => ({ description, schema: { type: 'string', example } });

/** As draft-ietf-httpapi-ratelimit-headers has the first two; both are left out where the limits are off. */
const HEADERS = {
  'RateLimit-Policy': text('The limits, and the seconds of their window', '"principal";q=1200;w=60'),
  RateLimit: text('What is left of each, and the seconds until it is whole again', '"principal";r=0;t=42'),
  'Retry-After': { description: 'Seconds', schema: { type: 'integer', minimum: 1 } },
} as const;

/**
 * The same document with the answer 429 on every operation that asks for a credential: whatever an API is, who asks too
 * much is told so, in the shape that the operation has for a 401.
 */
export function withTooManyRequests(document: OpenAPIObject): OpenAPIObject {
  for (const path of Object.values(document.paths))
    for (const method of METHODS) {
      const operation = path[method];
      if (operation !== undefined) answerTooMany(operation);
    }
  return document;
}

function answerTooMany({ responses }: Operation): void {
  const { 401: unauthenticated, 429: own } = responses;
  if (unauthenticated === undefined || '$ref' in unauthenticated || (own !== undefined && '$ref' in own))
    return;
  const description = ['Too many requests', ...(own === undefined ? [] : [own.description])].join('; or: ');
  const { content } = own ?? unauthenticated;
  responses[429] = {
    description,
    headers: { ...HEADERS, ...own?.headers },
    ...(content !== undefined && { content }),
  };
}
