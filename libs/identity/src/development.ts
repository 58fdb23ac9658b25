import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';
import { DEFAULT_CLAIMS } from './claim-mapping';
import { DEFAULT_CLOCK_TOLERANCE_SECONDS, type TrustedIssuer } from './trusted-issuer';
import { readOrMakeSecret } from './secret-file';

const ISSUER = 'countersign-development';
const ALGORITHM = 'EdDSA';
const LIFETIME_SECONDS = 365 * 24 * 60 * 60;

/** Where the development principals live. */
export const DEVELOPMENT_WORKSPACE = 'ef0efa32-d1c1-43d4-a5e2-fe7b4f00403c';

/** What a development token says; everything else of a principal follows from the token. */
export interface TokenSubject {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly slackId?: string;
  readonly groups: readonly string[];
  readonly roles: readonly string[];
  readonly workspace: string;
  readonly isAgent?: boolean;
  readonly onBehalfOf?: string;
  readonly scopes?: readonly string[];
}

/** The principals of a fresh machine: one of each kind. Their addresses are reserved ones (RFC 2606). */
export const DEVELOPMENT_PRINCIPALS: readonly (TokenSubject & { readonly about: string })[] = [
  person('alice', 'Alice Almeida', 'requester', [], []),
  person('bob', 'Bob Brandt', 'reviewer, group banking', ['banking'], ['reviewer']),
  person('carol', 'Carol Castro', 'reviewer, group security', ['security'], ['reviewer']),
  person('dave', 'Dave Dubois', 'administrator', [], ['admin']),
  person('erin', 'Erin Eriksen', 'auditor', [], ['auditor']),
  { ...person('agent-7', 'Agent 7', 'agent, asks for alice', [], []), isAgent: true, onBehalfOf: 'alice' },
];

function person(
  id: string,
  name: string,
  about: string,
  groups: readonly string[],
  roles: readonly string[],
): TokenSubject & { readonly about: string } {
  return { id, name, email: `${id}@example.com`, groups, roles, workspace: DEVELOPMENT_WORKSPACE, about };
}

/** Signs and trusts tokens with a key of this machine. Never for production. */
export interface DevelopmentIdentity {
  readonly issuer: TrustedIssuer;
  /** A token for a year, or for as many seconds as are given. */
  sign(subject: TokenSubject, lifetimeSeconds?: number): Promise<string>;
}

/** Opens the key in the data folder, making it at first start; two processes that start at once end with one key. */
export async function openDevelopmentIdentity(dataDir: string): Promise<DevelopmentIdentity> {
  const jwk = await readOrMakeKey(join(dataDir, 'development-key.json'));
  const { d: _private, ...publicJwk } = jwk;
  const privateKey = (await importJWK(jwk, ALGORITHM)) as CryptoKey;
  const publicKey = (await importJWK(publicJwk, ALGORITHM)) as CryptoKey;
  return {
    issuer: {
      issuer: ISSUER,
      audience: null,
      algorithms: [ALGORITHM],
      clockToleranceSeconds: DEFAULT_CLOCK_TOLERANCE_SECONDS,
      requiredScope: null,
      requiresAtJwt: false,
      claims: DEFAULT_CLAIMS,
      keys: () => Promise.resolve(publicKey),
      generationOfKeys: () => 0,
    },
    sign: (subject, lifetimeSeconds = LIFETIME_SECONDS) =>
      new SignJWT({
        name: subject.name,
        email: subject.email,
        slack_id: subject.slackId ?? '',
        groups: [...subject.groups],
        roles: [...subject.roles],
        workspace: subject.workspace,
        kind: subject.isAgent === true ? 'agent' : 'human',
        ...(subject.onBehalfOf === undefined ? {} : { on_behalf_of: subject.onBehalfOf }),
        ...(subject.scopes === undefined ? {} : { scope: subject.scopes.join(' ') }),
      })
        .setProtectedHeader({ alg: ALGORITHM })
        .setIssuer(ISSUER)
        .setSubject(subject.id)
        .setJti(randomUUID())
        .setIssuedAt()
        .setExpirationTime(Math.floor(Date.now() / 1000) + lifetimeSeconds)
        .sign(privateKey),
  };
}

async function readOrMakeKey(file: string): Promise<JWK> {
  const text = await readOrMakeSecret(file, async () => {
    const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
    return `${JSON.stringify(await exportJWK(privateKey))}\n`;
  });
  try {
    return JSON.parse(text) as JWK;
  } catch (error) {
    throw new Error(`${file} is not a key: ${String(error)}`, { cause: error });
  }
}
