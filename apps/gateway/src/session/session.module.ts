import { NetworkLimit } from '@countersign/http';
import { Authenticator, type DevelopmentIdentity } from '@countersign/identity';
import { type DynamicModule, Module } from '@nestjs/common';
import type { AuthorizationServer, SignInSettings } from './authorization-server';
import { type DevelopmentReach, DevelopmentSignIn } from './development-sign-in';
import { DevelopmentController } from './development.controller';
import { SessionController } from './session.controller';
import { SetCookie } from './set-cookie';
import { SignInController } from './sign-in.controller';
import { SignInOptionsController } from './sign-in-options.controller';
import { AUTHORIZATION_SERVER, DEVELOPMENT_SIGN_IN, INSTALLATION, type Installation } from './words';

export interface BrowserSignIn extends SignInSettings {
  /** Requests for it, a minute of one network; 0: no limit. */
  readonly aMinute: number;
}

/** How browsers sign in, and stay so. */
export interface SessionSettings {
  /** Their cookies travel over TLS alone. */
  readonly isSecure: boolean;
  /** Null: tokens are brought along, nobody signs in here. */
  readonly signIn: BrowserSignIn | null;
  /** Where there are development principals. */
  readonly developmentReach: DevelopmentReach;
}

/** What a session is made by. */
interface SessionMakers {
  readonly authenticator: Authenticator;
  /** Null where identities come from a provider. */
  readonly development: DevelopmentIdentity | null;
  readonly installation: Installation;
}

@Module({})
export class SessionModule {
  static over(
    { isSecure, signIn, developmentReach }: SessionSettings,
    { authenticator, development, installation }: SessionMakers,
  ): DynamicModule {
    const reach = installation.isProduction ? 'nobody' : developmentReach;
    return {
      module: SessionModule,
      controllers: [SessionController, SignInOptionsController, DevelopmentController, SignInController],
      providers: [
        { provide: Authenticator, useValue: authenticator },
        { provide: INSTALLATION, useValue: installation },
        {
          provide: DEVELOPMENT_SIGN_IN,
          useValue:
            reach === 'nobody' || development === null
              ? null
              : new DevelopmentSignIn(development, authenticator, reach),
        },
        { provide: SetCookie, useValue: new SetCookie({ isSecure }) },
        { provide: NetworkLimit, useValue: new NetworkLimit(signIn?.aMinute ?? 0) },
        {
          provide: AUTHORIZATION_SERVER,
          useFactory: () => (signIn === null ? null : openAuthorizationServer(signIn)),
        },
      ],
    };
  }
}

/** The client of OpenID providers is loaded only where somebody signs in with one. */
async function openAuthorizationServer(signIn: SignInSettings): Promise<AuthorizationServer> {
  const { AuthorizationServer: Opened } = await import('./authorization-server');
  const server = new Opened(signIn);
  // So that also who signs out at a gateway where nobody has signed in learns where to sign out of the provider.
  server.learn();
  return server;
}
