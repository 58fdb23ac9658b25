import { isConfidential } from '@countersign/identity';
import type { EnvironmentReader } from './environment-reader';
import type { DevelopmentReach } from './session/development-sign-in';
import type { SessionSettings } from './session/session.module';

const OF_THE_CLIENT = ['OIDC_CLIENT_SECRET', 'OIDC_SCOPES', 'OIDC_RESOURCE'];
/** RFC 6749, 3.3. */
const SCOPES = /^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$/;

interface Given {
  readonly isDevelopment: boolean;
  readonly isProduction: boolean;
  readonly issuer: string | null;
  /** Where the gateway listens. */
  readonly host: string;
}

/** How browsers sign in: `PUBLIC_URL`, `OIDC_CLIENT_ID`, and what goes with it. */
export function readSessionSettings(read: EnvironmentReader, given: Given): SessionSettings {
  const publicUrl = readPublicUrl(read, given);
  const isSecure = !given.isDevelopment || publicUrl?.startsWith('https:') === true;
  const developmentReach = readDevelopmentReach(read, publicUrl, given);
  const clientId = read.text('OIDC_CLIENT_ID');
  if (clientId === null) {
    for (const name of OF_THE_CLIENT.filter((one) => read.text(one) !== null))
      read.problems.push(`${name}: only goes with OIDC_CLIENT_ID, which is missing`);
    return { isSecure, signIn: null, developmentReach };
  }
  const asked = readAsked(read);
  const aMinute = read.wholeNumber('RATE_LIMIT_SIGN_IN', 120, 0);
  if (given.issuer === null)
    read.problems.push('OIDC_CLIENT_ID: only goes with OIDC_ISSUER, which is missing');
  if (read.text('PUBLIC_URL') === null)
    read.problems.push('PUBLIC_URL: missing; with OIDC_CLIENT_ID the provider sends browsers back there');
  const { issuer } = given;
  if (issuer === null || publicUrl === null) return { isSecure, signIn: null, developmentReach };
  const clientSecret = read.text('OIDC_CLIENT_SECRET');
  const redirectUri = `${publicUrl}/session/callback`;
  const signIn = { issuer, clientId, clientSecret, redirectUri, ...asked, aMinute };
  return { isSecure, signIn, developmentReach };
}

const LOOPBACK = new Set(['127.0.0.1', '::1', '[::1]', 'localhost']);

/**
 * By itself only where nothing says that others come: whoever reaches it is an administrator. And then not through a proxy
 * either, unless it is said.
 */
function readDevelopmentReach(
  read: EnvironmentReader,
  publicUrl: string | null,
  { isProduction, issuer, host }: Given,
): DevelopmentReach {
  const isFit = !isProduction && issuer === null;
  const isSaid = read.text('DEVELOPMENT_SIGN_IN') !== null;
  const isAlone =
    LOOPBACK.has(host) &&
    (publicUrl === null || LOOPBACK.has(new URL(publicUrl).hostname)) &&
    read.text('TRUSTED_PROXIES') === null;
  const word = read.oneOf('DEVELOPMENT_SIGN_IN', ['on', 'off'], isAlone ? 'on' : 'off');
  if (isSaid && word === 'on' && !isFit)
    read.problems.push(
      'DEVELOPMENT_SIGN_IN=on: only goes with development principals, which are not in production nor beside OIDC_ISSUER',
    );
  if (!isFit || word === 'off') return 'nobody';
  return isSaid ? 'everybody' : 'this-machine';
}

/** What the provider is asked for. */
function readAsked(read: EnvironmentReader): { scopes: string; resource: string | null } {
  const scopes = read.text('OIDC_SCOPES') ?? 'openid';
  if (!SCOPES.test(scopes) || !scopes.split(' ').includes('openid'))
    read.problems.push(
      `OIDC_SCOPES=${scopes}: expected words with one space between them, openid among them`,
    );
  const resource = read.text('OIDC_RESOURCE');
  if (resource !== null && (!URL.canParse(resource) || resource.includes('#')))
    read.problems.push(`OIDC_RESOURCE=${resource}: expected an absolute address without a fragment`);
  return { scopes, resource };
}

/** An origin alone: cookies are by host, and so is what they protect. */
function readPublicUrl(read: EnvironmentReader, { isProduction }: Given): string | null {
  const value = read.url('PUBLIC_URL');
  if (value === null || !URL.canParse(value)) return null;
  const { origin, href } = new URL(value);
  if (href !== `${origin}/`) read.problems.push('PUBLIC_URL: expected scheme, host and port alone');
  if (isProduction && !isConfidential(value))
    read.problems.push('PUBLIC_URL: expected https, without which browsers keep no session');
  return origin;
}
