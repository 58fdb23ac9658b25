import { Failed } from '@countersign/http';
import { Authenticator } from '@countersign/identity';
import { Controller, Get, Inject, Logger, Query, Req, Res } from '@nestjs/common';
import { ApiFoundResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../credential.guard';
import { AuthorizationServer } from './authorization-server';
import { SaysWhy, ShowsPage } from './described';
import { type Page, showPage } from './page';
import { returnPathOf } from './return-path';
import { SetCookie } from './set-cookie';
import { beginTransaction, resumeTransaction, type Transaction } from './transaction';
import { AUTHORIZATION_SERVER, isJwt, secondsUntil, TOO_LARGE } from './words';

const NO_CLIENT = 'No OpenID client is configured';

/** The authorization code flow with PKCE: a browser goes to the provider and comes back with a code for a token. */
@ApiTags('session')
@Public()
@Controller('session')
export class SignInController {
  private readonly logger = new Logger('SignIn');

  constructor(
    private readonly authenticator: Authenticator,
    private readonly cookies: SetCookie,
    @Inject(AUTHORIZATION_SERVER) private readonly server: AuthorizationServer | null,
  ) {}

  @Get('login')
  @ApiOperation({
    operationId: 'goToProvider',
    summary: "Sends a browser to the OpenID provider's page",
    security: [],
  })
  @ApiQuery({
    name: 'returnTo',
    required: false,
    description: 'A path on this site, for afterwards; anything else means `/`',
    schema: { type: 'string' },
  })
  @ApiFoundResponse({ description: 'To the provider' })
  @SaysWhy(404, NO_CLIENT)
  @ShowsPage(503, 'the provider cannot be reached')
  async login(
    @Query('returnTo') returnTo: unknown,
    @Req() { headers }: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    const server = this.requireServer();
    const { kept, transaction } = beginTransaction(returnPathOf(returnTo), Date.now());
    try {
      const url = await server.authorizationUrl(transaction);
      for (const cookie of this.cookies.fewerAttempts(headers.cookie))
        void reply.header('Set-Cookie', cookie);
      void reply.header('Set-Cookie', this.cookies.attempt(transaction.state, kept));
      void reply.status(302).header('Location', url.href);
      return undefined;
    } catch (error) {
      return this.unavailable(reply, transaction, error instanceof Error ? error.message : 'unknown');
    }
  }

  @Get('callback')
  @ApiOperation({
    operationId: 'comeBackFromProvider',
    summary: 'Takes the code that the provider sent the browser back with, and signs it in',
    security: [],
  })
  @ShowsPage(200, 'It leads on; with the cookie `vai_token`')
  @ShowsPage(400, 'not begun in this browser, too long ago, or not completed')
  @ShowsPage(403, 'the account has no access here')
  @SaysWhy(404, NO_CLIENT)
  @ShowsPage(503, 'the provider cannot be reached')
  async callback(
    @Query('state') state: unknown,
    @Req() { headers, url }: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const server = this.requireServer();
    if (typeof state !== 'string' || !/^[\w-]{43}$/.test(state)) return showPage(reply, notBegunHere('/'));
    const kept = this.cookies.keptAttempt(headers.cookie, state);
    if (kept === null) return showPage(reply, notBegunHere('/'));
    // Whatever comes of it, an attempt is made once.
    void reply.header('Set-Cookie', this.cookies.noAttempt(state));
    const transaction = resumeTransaction(kept, state, Date.now());
    if (transaction === null) return showPage(reply, notBegunHere('/'));

    const [, query = ''] = url.split(/\?(.*)/s, 2);
    const exchanged = await server.exchange(query, transaction);
    switch (exchanged.kind) {
      case 'token':
        return this.signIn(exchanged.token, transaction, reply);
      case 'refused':
        this.logger.warn(`a sign-in was not completed: ${exchanged.reason}`);
        return showPage(reply, notCompleted(transaction.returnTo));
      case 'unavailable':
        return this.unavailable(reply, transaction, exchanged.reason);
    }
  }

  /** By the access token as every request will be judged by it: what the provider says beside it counts nothing. */
  private async signIn(token: string, transaction: Transaction, reply: FastifyReply): Promise<string> {
    const { returnTo } = transaction;
    const authentication = await this.authenticator.authenticate(token);
    switch (authentication.kind) {
      case 'unavailable':
        return this.unavailable(reply, transaction, authentication.reason);
      case 'invalid':
        this.logger.warn(`the provider's token is not believed: ${authentication.reason}`);
        return showPage(reply, noAccess(returnTo, NOT_BELIEVED));
      case 'principal': {
        const { principal, expiresAt } = authentication;
        const cookie = isJwt(token) ? this.cookies.token(token, secondsUntil(expiresAt)) : null;
        if (cookie === null) return showPage(reply, noAccess(returnTo, TOO_LARGE));
        this.logger.log(`${principal.id} of workspace ${principal.workspace} signed in`);
        void reply.header('Set-Cookie', cookie);
        return showPage(reply, signedIn(returnTo));
      }
    }
  }

  private unavailable(reply: FastifyReply, { returnTo }: Transaction, reason: string): string {
    this.logger.warn(`nobody can sign in: ${reason}`);
    void reply.header('Retry-After', '5');
    return showPage(reply, {
      status: 503,
      title: 'Nobody can sign in now',
      text: 'The identity provider cannot be reached, or does not answer as it should. Try again in a moment.',
      next: again(returnTo),
    });
  }

  private requireServer(): AuthorizationServer {
    if (this.server === null) throw new Failed({ kind: 'no-such-route' });
    return this.server;
  }
}

const NOT_BELIEVED =
  'The identity provider knows you, but what it says about you is not enough to work here. Ask whoever runs this installation.';

const again = (returnTo: string): Page['next'] => ({
  label: 'Sign in again',
  path: `/session/login?${new URLSearchParams({ returnTo }).toString()}`,
});

// The cookie is not sent on a way that began at another site. So a page of ours leads on, and no redirect.
const signedIn = (returnTo: string): Page => ({
  status: 200,
  title: 'You are signed in',
  text: 'If nothing happens, go on by yourself.',
  next: { label: 'Go on', path: returnTo, isAtOnce: true },
});

const notBegunHere = (returnTo: string): Page => ({
  status: 400,
  title: 'This sign-in cannot be completed',
  text: 'It was not begun in this browser, it was completed before, or it took longer than ten minutes.',
  next: again(returnTo),
});

const notCompleted = (returnTo: string): Page => ({
  status: 400,
  title: 'You are not signed in',
  text: 'The identity provider did not confirm who you are.',
  next: again(returnTo),
});

const noAccess = (returnTo: string, text: string): Page => ({
  status: 403,
  title: 'You have no access here',
  text,
  next: again(returnTo),
});
