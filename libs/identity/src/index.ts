export { type Authentication, Authenticator } from './authenticator';
export { cookiesIn } from './cookies';
export { credentialOf, TOKEN_COOKIE } from './credential';
export {
  DEVELOPMENT_PRINCIPALS,
  DEVELOPMENT_WORKSPACE,
  openDevelopmentIdentity,
  type DevelopmentIdentity,
  type TokenSubject,
} from './development';
export { oidcIssuer, type OidcSettings } from './oidc';
