import { Failed, isForeignOrigin, Required, StrictBody, Text } from '@countersign/http';
import { Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiProperty, ApiSchema, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../credential.guard';
import { SaysWhy } from './described';
import { type DevelopmentSignIn, isSentToAddress } from './development-sign-in';
import { SignedIn, signedInBody } from './session-answers';
import { SetCookie } from './set-cookie';
import { DEVELOPMENT_SIGN_IN, secondsUntil, TOO_LARGE } from './words';

const NOBODY = { loc: ['body', 'id'], msg: 'there is no such development principal', type: 'no_principal' };

@ApiSchema({ name: 'DevelopmentSignIn' })
class DevelopmentSignInBody {
  @ApiProperty({ example: 'bob', minLength: 1, maxLength: 100, description: 'Of a development principal' })
  @Required()
  @Text(100, 1)
  id!: string;
}

/** One click instead of a credential, where nothing is at stake. */
@ApiTags('session')
@Public()
@Controller('session')
export class DevelopmentController {
  constructor(
    private readonly cookies: SetCookie,
    @Inject(DEVELOPMENT_SIGN_IN) private readonly development: DevelopmentSignIn | null,
  ) {}

  @Post('development')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'signInForDevelopment',
    summary: 'Makes the cookie `vai_token` for a development principal; in development only',
    security: [],
  })
  @ApiBody({ type: DevelopmentSignInBody })
  @ApiOkResponse({ type: SignedIn })
  @SaysWhy(400, 'No such principal')
  @SaysWhy(
    403,
    'A browser says that another site asks for it, or the name that was asked is not this machine’s',
  )
  @SaysWhy(
    404,
    'This is not development, `DEVELOPMENT_SIGN_IN` is off, or the request is not of this machine',
  )
  async signIn(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @StrictBody({ schema: DevelopmentSignInBody, whenEmpty: {} }) { id }: DevelopmentSignInBody,
  ): Promise<SignedIn> {
    if (this.development?.isOpenTo(request) !== true) throw new Failed({ kind: 'no-such-route' });
    if (isForeignOrigin(request) || !isSentToAddress(request.headers.host))
      throw new Failed({ kind: 'foreign-origin' });
    const session = await this.development.open(id);
    if (session === null) throw new Failed({ kind: 'invalid', problems: [NOBODY] });
    const { principal, expiresAt } = session.admitted;
    const cookie = this.cookies.token(session.token, secondsUntil(expiresAt));
    if (cookie === null) throw new Failed({ kind: 'too-large', problem: TOO_LARGE });
    void reply.header('Set-Cookie', cookie);
    return signedInBody(principal, expiresAt);
  }
}
