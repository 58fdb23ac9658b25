import { createHash } from 'node:crypto';
import { type Door, Failed } from '@countersign/http';
import { type ApiKeySecrets, type Authenticator, credentialOf } from '@countersign/identity';

/** What is seen of credentials at a glance: that there is none, or that it was believed a moment ago or made here. */
export function doorOf(authenticator: Authenticator, apiKeySecrets: ApiKeySecrets | null): Door {
  return {
    refusal: ({ headers, url }) =>
      credentialOf(headers, url) === null
        ? new Failed({ kind: 'unauthenticated', reason: 'no credential' })
        : null,
    known: ({ headers, url }) => {
      const token = credentialOf(headers, url)?.token ?? '';
      const isKnown = authenticator.remembers(token) || (apiKeySecrets?.open(token) ?? null) !== null;
      return isKnown ? createHash('sha256').update(token).digest('base64url') : null;
    },
  };
}
