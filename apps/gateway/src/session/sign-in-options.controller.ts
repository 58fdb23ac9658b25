import type { Principal } from '@countersign/review';
import { Controller, Get, Inject, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiSchema, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Public } from '../credential.guard';
import type { AuthorizationServer } from './authorization-server';
import type { DevelopmentSignIn } from './development-sign-in';
import { AUTHORIZATION_SERVER, DEVELOPMENT_SIGN_IN, INSTALLATION, type Installation } from './words';

const ENVIRONMENTS = ['production', 'development'] as const;
const KINDS = ['human', 'agent'] as const;

@ApiSchema({ name: 'DevelopmentPrincipal' })
class DevelopmentPrincipalBody {
  @ApiProperty()
  id!: string;
  @ApiProperty()
  name!: string;
  @ApiProperty({ description: 'What this one is there for', example: 'reviewer, group banking' })
  about!: string;
  @ApiProperty({ enum: KINDS })
  kind!: Principal['kind'];
  @ApiProperty({ type: [String] })
  groups!: readonly string[];
  @ApiProperty({ type: [String] })
  roles!: readonly string[];
}

/** The ways to sign in beside a token, which always is one. */
class SignInOptions {
  @ApiProperty({ enum: ENVIRONMENTS })
  environment!: (typeof ENVIRONMENTS)[number];
  @ApiProperty({ description: 'Of the product', example: '0.1.0' })
  version!: string;
  @ApiProperty({
    type: String,
    nullable: true,
    example: '/session/login',
    description:
      'Where a browser goes to sign in at the OpenID provider; takes `returnTo`. Null: there is none',
  })
  provider!: string | null;
  @ApiProperty({
    type: [DevelopmentPrincipalBody],
    description:
      'Whom `POST /session/development` signs in; none outside of development, nor for a request that is not of this machine',
  })
  development!: readonly DevelopmentPrincipalBody[];
}

/** What a page that signs somebody in has to know before anybody is. */
@ApiTags('session')
@Public()
@Controller('session')
export class SignInOptionsController {
  constructor(
    @Inject(INSTALLATION) private readonly installation: Installation,
    @Inject(AUTHORIZATION_SERVER) private readonly server: AuthorizationServer | null,
    @Inject(DEVELOPMENT_SIGN_IN) private readonly development: DevelopmentSignIn | null,
  ) {}

  @Get('options')
  @ApiOperation({
    operationId: 'getSignInOptions',
    summary: 'Which ways there are to sign in here',
    security: [],
  })
  @ApiOkResponse({ type: SignInOptions })
  options(@Req() request: FastifyRequest): SignInOptions {
    const { isProduction, version } = this.installation;
    const principals = this.development?.isOpenTo(request) === true ? this.development.principals : [];
    return {
      environment: isProduction ? 'production' : 'development',
      version,
      provider: this.server === null ? null : '/session/login',
      development: principals.map(({ id, name, about, isAgent, groups, roles }) => ({
        ...{ id, name, about, groups, roles },
        kind: isAgent === true ? 'agent' : 'human',
      })),
    };
  }
}
