import { Failed, LineBudget, NetworkLimit } from '@countersign/http';
import { Authenticator } from '@countersign/identity';
import { Controller, Get, Inject, Logger, Query, Req, Res } from '@nestjs/common';
import { ApiFoundResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../credential.guard';
import type { AuthorizationServer } from './authorization-server';
import { SaysWhy, ShowsPage } from './described';
import { showPage } from './page';
import { returnPathOf } from './return-path';
import { SetCookie } from './set-cookie';
import {
  noAccess,
  notBegunHere,
  notCompleted,
  providerAway,
  signedIn,
  tooManyAtOnce,
  tooOften,
} from './sign-in-pages';
import { beginTransaction, resumeTransaction, type Transaction } from './transaction';
import { AUTHORIZATION_SERVER, isJwt, secondsUntil, TOO_LARGE } from './words';

const NO_CLIENT = 'No OpenID client is configured';
const TOO_OFTEN = 'too many requests to sign in from this network';
const RETRY_SECONDS = 5;

/** The authorization code flow with PKCE: a browser goes to the provider and comes back with a code for a token. */
@ApiTags('session')
@Public()
@Controller('session')
export class SignInController {
  private readonly logger = new Logger('SignIn');
  private readonly budget = new LineBudget({ ofOne: 5, inAll: 20 }, (leftOut) =>
    this.logger.warn({ leftOut, msg: 'warnings left out' }),
  );

  constructor(
    private readonly authenticator: Authenticator,
    private readonly cookies: SetCookie,
    private readonly limit: NetworkLimit,
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
  @ShowsPage(429, TOO_OFTEN)
  @ShowsPage(503, 'the provider cannot be reached')
  async login(
    @Query('returnTo') returnTo: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    const server = this.requireServer();
    const seconds = await this.limit.take(request);
    if (seconds !== null) return showPage(reply.header('Retry-After', seconds), tooOften());
    const { kept, transaction } = beginTransaction(returnPathOf(returnTo), Date.now());
    try {
      const url = await server.authorizationUrl(transaction);
      for (const cookie of this.cookies.fewerAttempts(request.headers.cookie))
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
  @ShowsPage(429, TOO_OFTEN)
  @ShowsPage(503, 'the provider cannot be reached, or too many sign in at this moment')
  async callback(
    @Query('state') state: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const server = this.requireServer();
    const seconds = await this.limit.take(request);
    if (seconds !== null) return showPage(reply.header('Retry-After', seconds), tooOften());
    if (typeof state !== 'string' || !/^[\w-]{43}$/.test(state)) return showPage(reply, notBegunHere());
    const kept = this.cookies.keptAttempt(request.headers.cookie, state);
    if (kept === null) return showPage(reply, notBegunHere());
    const transaction = resumeTransaction(kept, state, Date.now());
    if (transaction === null) {
      void reply.header('Set-Cookie', this.cookies.noAttempt(state));
      return showPage(reply, notBegunHere());
    }
    const [, query = ''] = request.url.split(/\?(.*)/s, 2);
    const exchanged = await server.exchange(query, transaction);
    // Whatever else comes of it, an attempt is made once.
    if (exchanged.kind !== 'busy') void reply.header('Set-Cookie', this.cookies.noAttempt(state));
    switch (exchanged.kind) {
      case 'busy':
        return showPage(reply.header('Retry-After', RETRY_SECONDS), tooManyAtOnce(transaction.returnTo));
      case 'token':
        return this.signIn(exchanged.token, transaction, reply);
      case 'refused':
        this.warn(reply, 'refused', `a sign-in was not completed: ${exchanged.reason}`);
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
        this.warn(reply, 'invalid', `the provider's token is not believed: ${authentication.reason}`);
        return showPage(reply, noAccess(returnTo));
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
    this.warn(reply, 'unavailable', `nobody can sign in: ${reason}`);
    return showPage(reply.header('Retry-After', RETRY_SECONDS), providerAway(returnTo));
  }

  /** Anybody can have this said, as often as he likes. */
  private warn(reply: FastifyReply, sort: 'refused' | 'invalid' | 'unavailable', line: string): void {
    if (this.budget.take(reply.request.ip, sort)) this.logger.warn(line);
  }

  private requireServer(): AuthorizationServer {
    if (this.server === null) throw new Failed({ kind: 'no-such-route' });
    return this.server;
  }
}
