import { CurrentExchange, type Exchange } from '@countersign/http';
import { VIEWS, type Views } from '@countersign/projections';
import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { MayAnswer, Problems } from './described';
import { requireOversight } from './oversight';
import { Me, ProjectionsAnswer } from './standing-answers';
import { meBody, projectionBody, reactionBody } from './standing-translate';

/** Where the caller stands, and where the gateway does. */
@ApiTags('native')
@Problems()
@Controller('v1')
export class StandingController {
  constructor(@Inject(VIEWS) private readonly views: Views) {}

  @Get('me')
  @ApiOperation({ operationId: 'getMe', summary: 'Who the caller is, as his credential says' })
  @ApiOkResponse({ type: Me })
  me(@CurrentExchange() { caller }: Exchange): Me {
    return meBody(caller);
  }

  @Get('projections')
  @ApiOperation({
    operationId: 'listProjections',
    summary:
      'How far the views of this gateway are, and what it does by itself; for administrators and auditors',
  })
  @ApiOkResponse({ type: ProjectionsAnswer })
  @MayAnswer('not-eligible')
  async projections(@CurrentExchange() { caller }: Exchange): Promise<ProjectionsAnswer> {
    requireOversight(caller);
    const [projections, reactions] = await Promise.all([this.views.status(), this.views.reactions.status()]);
    return {
      projections: projections.map((status) => projectionBody(status, caller)),
      reactions: reactions.map(reactionBody),
    };
  }
}
