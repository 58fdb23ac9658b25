import { CurrentExchange, type Exchange } from '@countersign/http';
import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { MayAnswer, Problems } from './described';
import { requireOversight } from './oversight';
import { VerificationBody } from './verification-answers';
import { Verifications } from './verifications';

/** Whether the log of a workspace is what was recorded, for those who oversee it. */
@ApiTags('native')
@Problems()
@Controller('v1/audit')
export class VerificationController {
  constructor(private readonly verifications: Verifications) {}

  @Get('verification')
  @ApiOperation({
    operationId: 'getVerification',
    summary: "How the last verification of the workspace's log ended; for administrators and auditors",
    description: 'Remembered by the gateway that ran it, until it stops.',
  })
  @ApiOkResponse({ type: VerificationBody })
  @MayAnswer('not-eligible')
  read(@CurrentExchange() { caller }: Exchange): VerificationBody {
    requireOversight(caller);
    return this.verifications.of(caller.workspace);
  }

  @Post('verification')
  @HttpCode(202)
  @ApiOperation({
    operationId: 'startVerification',
    summary: "Begin to verify the workspace's log; for administrators and auditors",
    description: 'It goes on in the background. One that runs already goes on instead.',
  })
  @ApiAcceptedResponse({ type: VerificationBody })
  @MayAnswer('foreign-origin', 'not-eligible', 'rate-limited')
  start(@CurrentExchange() { caller }: Exchange): VerificationBody {
    requireOversight(caller);
    this.verifications.start(caller);
    return this.verifications.of(caller.workspace);
  }
}
