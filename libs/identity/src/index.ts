export { ApiKeyAuthenticator } from './api-key-authenticator';
export { ApiKeySecrets } from './api-key-secrets';
export { type Authentication, Authenticator } from './authenticator';
export { type ClaimMapping, DEFAULT_CLAIMS, isClaimPlace } from './claim-mapping';
export { type Credential, credentialOf, TOKEN_COOKIE } from './credential';
export { Credentials } from './credentials';
export { cookiesIn } from './cookies';
export {
  DEVELOPMENT_PRINCIPALS,
  DEVELOPMENT_WORKSPACE,
  openDevelopmentIdentity,
  type DevelopmentIdentity,
  type TokenSubject,
} from './development';
export { openDevelopmentApiKeySecret } from './development-api-key-secret';
export { oidcIssuer, type OidcSettings } from './oidc';
export { isConfidential, isPrivateWay } from './private-way';
export { ALGORITHMS } from './trusted-issuer';
export { isUuid } from './uuid';
