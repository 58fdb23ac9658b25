import type { DialectErrors, Failure } from '@countersign/http';

/** What paths outside of every dialect answer. */
export const operationsErrors: DialectErrors = {
  prefix: '/',
  api: 'operations',
  render: (failure) => {
    const status = statusOf(failure);
    return { status, body: { message: messageOf(failure) } };
  },
};

function statusOf(failure: Failure): number {
  switch (failure.kind) {
    case 'unauthenticated':
      return 401;
    case 'foreign-origin':
    case 'other-principal':
      return 403;
    case 'no-such-route':
      return 404;
    case 'method-not-allowed':
      return 405;
    case 'too-large':
      return 413;
    case 'unsupported-media-type':
      return 415;
    case 'malformed-json':
    case 'invalid':
      return 400;
    case 'refused':
    case 'rule-refused':
    case 'api-key-refused':
    case 'ambiguous-session':
    case 'none-pending':
      return 409;
    case 'too-many-waits':
    case 'rate-limited':
      return 429;
    case 'unavailable':
      return 503;
    case 'bug':
      return 500;
  }
}

function messageOf(failure: Failure): string {
  switch (failure.kind) {
    case 'no-such-route':
      return 'nothing here; the APIs are described at /docs';
    case 'bug':
      return 'something went wrong on our side';
    case 'invalid':
      return failure.problems.map(({ msg }) => msg).join('; ');
    case 'unavailable':
    case 'rate-limited':
    case 'malformed-json':
    case 'too-large':
      return failure.problem;
    case 'unauthenticated':
    case 'foreign-origin':
    case 'other-principal':
    case 'method-not-allowed':
    case 'unsupported-media-type':
    case 'refused':
    case 'rule-refused':
    case 'api-key-refused':
    case 'ambiguous-session':
    case 'none-pending':
    case 'too-many-waits':
      return failure.kind;
  }
}
