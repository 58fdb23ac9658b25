import { CurrentExchange, type Exchange, Failed, isForAnother, isForeignOrigin } from '@countersign/http';
import { Authenticator, credentialOf } from '@countersign/identity';
import { Controller, Delete, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiSecurity, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../credential.guard';
import type { AuthorizationServer } from './authorization-server';
import { SaysWhy } from './described';
import { SignedIn, SignedOut, signedInBody } from './session-answers';
import { SetCookie } from './set-cookie';
import { AUTHORIZATION_SERVER, isJwt, secondsUntil, TOO_LARGE } from './words';

const UNSUITED =
  'a session is made of a JSON Web Token in `Authorization: Bearer`; API keys are for programs';
const FOREIGN = 'A browser says that another site asks for it';
const OTHER = 'The credential is of somebody else than `X-Expected-Principal` names';
const OTHER_COOKIE =
  'The cookie names somebody else than `X-Expected-Principal`, verified or not, and has not expired';

/** Whether a browser is signed in: its cookie, made of a token and given up again. */
@ApiTags('session')
@Controller('session')
export class SessionController {
  constructor(
    private readonly cookies: SetCookie,
    private readonly authenticator: Authenticator,
    @Inject(AUTHORIZATION_SERVER) private readonly server: AuthorizationServer | null,
  ) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({
    operationId: 'signIn',
    summary: 'Keeps the bearer token in the cookie `vai_token`, for as long as the token counts',
  })
  @ApiSecurity('bearer')
  @ApiOkResponse({ type: SignedIn })
  @SaysWhy(400, 'No JSON Web Token, or not in `Authorization: Bearer`')
  @SaysWhy(401, 'No credential, or one that is not believed')
  @SaysWhy(403, FOREIGN)
  @SaysWhy(413, 'Browsers keep no cookie that large')
  @SaysWhy(503, 'Tokens cannot be verified now')
  signIn(@CurrentExchange() { caller, standing, request, reply }: Exchange): SignedIn {
    requireOwnSite(request);
    const credential = credentialOf(request.headers, request.url);
    if (credential?.door !== 'bearer' || !isJwt(credential.token)) throw unsuited();
    const seconds = secondsUntil(standing.expiresAt);
    const cookie = this.cookies.token(credential.token, seconds);
    if (cookie === null) throw new Failed({ kind: 'too-large', problem: TOO_LARGE });
    void reply.header('Set-Cookie', cookie);
    return signedInBody(caller, standing.expiresAt);
  }

  @Get()
  @ApiOperation({ operationId: 'getSession', summary: 'Who is signed in' })
  @ApiOkResponse({ type: SignedIn })
  @SaysWhy(401, 'Nobody is')
  @SaysWhy(403, OTHER)
  @SaysWhy(503, 'Tokens cannot be verified now')
  get(@CurrentExchange() { caller, standing }: Exchange): SignedIn {
    return signedInBody(caller, standing.expiresAt);
  }

  @Delete()
  @Public()
  @ApiOperation({
    operationId: 'signOut',
    summary: 'Takes the cookie back, whether it still counts or not',
    security: [],
  })
  @ApiOkResponse({ type: SignedOut })
  @SaysWhy(403, `${FOREIGN}. ${OTHER_COOKIE}`)
  signOut(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): SignedOut {
    requireOwnSite(request);
    if (this.isOfAnother(request)) throw new Failed({ kind: 'other-principal' });
    void reply.header('Set-Cookie', this.cookies.noToken());
    return { providerSignOut: this.server?.endSessionUrl() ?? null };
  }

  /**
   * A page that does not know yet who has signed in within another tab ends nobody's session but its own reader's.
   * What ends is the cookie, whatever else was sent. Its own word is enough: anybody may ask this without a limit, also
   * while nothing can be verified, and a made-up cookie keeps only itself from being taken back.
   */
  private isOfAnother(request: FastifyRequest): boolean {
    const session = credentialOf({ cookie: request.headers.cookie }, request.url);
    const named = session === null ? null : this.authenticator.namedIn(session.token);
    return named !== null && isForAnother(request, named);
  }
}

/** Whatever the credential: who is signed in here is for our own pages to say. */
function requireOwnSite(request: FastifyRequest): void {
  if (isForeignOrigin(request)) throw new Failed({ kind: 'foreign-origin' });
}

function unsuited(): Failed {
  const problem = { loc: ['header', 'authorization'], msg: UNSUITED, type: 'unsuited_credential' };
  return new Failed({ kind: 'invalid', problems: [problem] });
}
