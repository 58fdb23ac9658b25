import type { OpenAPIObject } from '@nestjs/swagger';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Answers = Readonly<Record<string, string>>;

const ALWAYS: Answers = { '503': 'Not now; with `Retry-After`' };
const OF_WRITES: Answers = { '403': 'Not for this caller, not for this credential, or from another site' };
const OF_BODIES: Answers = { '413': 'The body, or what it holds, is too large' };
const MALFORMED: Answers = { '400': 'Not as it should be' };

/** What the error bodies of an API's operations look like whatever went wrong; other answers are told beside them. */
const BY_API: Readonly<Record<string, Answers>> = {
  access: { ...ALWAYS, ...MALFORMED },
  approvals: ALWAYS,
  outputs: ALWAYS,
  native: { ...ALWAYS, ...MALFORMED },
};

/**
 * The document with the answers that every operation of an API may give, where its own decorators do not tell them:
 * they have the body of its 401, which says nothing but what went wrong.
 */
export function withSharedAnswers(document: OpenAPIObject): OpenAPIObject {
  const paths = Object.entries(document.paths).map(([path, item]) => {
    const told = Object.entries(item).map(([method, operation]) => [
      method,
      isOperation(operation) ? withShared(method, operation) : (operation as unknown),
    ]);
    return [path, Object.fromEntries(told) as typeof item];
  });
  return { ...document, paths: Object.fromEntries(paths) as OpenAPIObject['paths'] };
}

function withShared(method: string, operation: Operation): Operation {
  const [api = ''] = operation.tags ?? [];
  const refused = operation.responses['401'];
  const always = BY_API[api];
  if (always === undefined || refused === undefined || !('content' in refused)) return operation;
  const shared = {
    ...always,
    ...(method !== 'get' && OF_WRITES),
    ...(operation.requestBody !== undefined && OF_BODIES),
  };
  const answers = Object.entries(shared).map(([status, description]) => [
    status,
    { ...refused, description },
  ]);
  return {
    ...operation,
    responses: { ...(Object.fromEntries(answers) as Operation['responses']), ...operation.responses },
  };
}

const isOperation = (part: unknown): part is Operation =>
  part !== null && typeof part === 'object' && 'responses' in part;
