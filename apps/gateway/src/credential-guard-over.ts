import { WorkspaceApiKeys } from '@countersign/commands';
import { RateLimits } from '@countersign/http';
import {
  ApiKeyAuthenticator,
  type ApiKeySecrets,
  type Authenticator,
  Credentials,
} from '@countersign/identity';
import type { Views } from '@countersign/projections';
import type { Principal } from '@countersign/review';
import type { FactoryProvider } from '@nestjs/common';
import { APP_GUARD, Reflector } from '@nestjs/core';
import { CredentialGuard } from './credential.guard';

interface Doors {
  readonly authenticator: Authenticator;
  readonly apiKeySecrets: ApiKeySecrets | null;
  readonly views: Views;
}

/** What lets every request in: tokens by their issuers, API keys by the log, whose uses are noted. */
export function credentialGuardOver({ authenticator, apiKeySecrets, views }: Doors): FactoryProvider[] {
  return [
    {
      provide: ApiKeyAuthenticator,
      inject: [WorkspaceApiKeys],
      useFactory: (book: WorkspaceApiKeys) => new ApiKeyAuthenticator(apiKeySecrets, book, () => Date.now()),
    },
    {
      provide: APP_GUARD,
      inject: [Reflector, ApiKeyAuthenticator, RateLimits],
      useFactory: (reflector: Reflector, keys: ApiKeyAuthenticator, limits: RateLimits) => {
        const onUse = (caller: Pick<Principal, 'workspace' | 'credential'>) => views.keyUses.note(caller);
        return new CredentialGuard(new Credentials(authenticator, keys, onUse), reflector, limits);
      },
    },
  ];
}
