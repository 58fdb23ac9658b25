import { Authenticator } from '@countersign/identity';
import { type DynamicModule, Module } from '@nestjs/common';
import { AuthorizationServer, type SignInSettings } from './authorization-server';
import { SessionController } from './session.controller';
import { SetCookie } from './set-cookie';
import { SignInController } from './sign-in.controller';
import { AUTHORIZATION_SERVER } from './words';

/** How browsers sign in, and stay so. */
export interface SessionSettings {
  /** Their cookies travel over TLS alone. */
  readonly isSecure: boolean;
  /** Null: tokens are brought along, nobody signs in here. */
  readonly signIn: SignInSettings | null;
}

@Module({})
export class SessionModule {
  static over({ isSecure, signIn }: SessionSettings, authenticator: Authenticator): DynamicModule {
    return {
      module: SessionModule,
      controllers: [SessionController, SignInController],
      providers: [
        { provide: Authenticator, useValue: authenticator },
        { provide: SetCookie, useValue: new SetCookie({ isSecure }) },
        {
          provide: AUTHORIZATION_SERVER,
          useValue: signIn === null ? null : knowing(new AuthorizationServer(signIn)),
        },
      ],
    };
  }
}

/** So that also who signs out at a gateway where nobody has signed in learns where to sign out of the provider. */
function knowing(server: AuthorizationServer): AuthorizationServer {
  server.learn();
  return server;
}
