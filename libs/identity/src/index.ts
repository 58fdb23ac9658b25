export { ApiKeyAuthenticator } from './api-key-authenticator';
export { ApiKeySecrets } from './api-key-secrets';
export { type Authentication, Authenticator } from './authenticator';
export { type Credential, credentialOf } from './credential';
export { Credentials } from './credentials';
export {
  DEVELOPMENT_PRINCIPALS,
  DEVELOPMENT_WORKSPACE,
  openDevelopmentIdentity,
  type DevelopmentIdentity,
  type TokenSubject,
} from './development';
export { openDevelopmentApiKeySecret } from './development-api-key-secret';
export { oidcIssuer, type OidcSettings } from './oidc';
