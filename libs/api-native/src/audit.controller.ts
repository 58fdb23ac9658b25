import { CurrentExchange, ExactQuery, type Exchange } from '@countersign/http';
import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { FOUND } from './answer-headers';
import { Audited } from './audit-described';
import { AuditList, AuditQuery } from './audit-schema';
import { AuditTrail } from './audit-trail';
import { MayAnswer, Problems } from './described';
import { AfterPosition } from './review-described';

/** What happened in the workspace, for those who oversee it. */
@ApiTags('native')
@Problems()
@Controller('v1/audit')
export class AuditController {
  constructor(private readonly trail: AuditTrail) {}

  @Get('events')
  @ApiOperation({
    operationId: 'listAuditEvents',
    summary: 'The history of the workspace in log order; for administrators and auditors',
    description:
      'Every event of its reviews, memories, rules and API keys. One that this version cannot read is shown with its ' +
      '`problem`.',
  })
  @Audited()
  @AfterPosition()
  @ApiOkResponse({ type: AuditList, headers: FOUND })
  @MayAnswer('not-eligible')
  events(
    @CurrentExchange() exchange: Exchange,
    @ExactQuery(AuditQuery) query: AuditQuery,
  ): Promise<AuditList> {
    return this.trail.events(exchange, query);
  }
}
