export { type Authentication, Authenticator } from './authenticator';
export { type ClaimMapping, DEFAULT_CLAIMS, isClaimPlace } from './claim-mapping';
export { credentialOf } from './credential';
export {
  DEVELOPMENT_PRINCIPALS,
  DEVELOPMENT_WORKSPACE,
  openDevelopmentIdentity,
  type DevelopmentIdentity,
  type TokenSubject,
} from './development';
export { oidcIssuer, type OidcSettings } from './oidc';
export { ALGORITHMS } from './trusted-issuer';
