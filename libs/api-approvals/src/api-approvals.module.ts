import { HttpModule } from '@countersign/http';
import { Module } from '@nestjs/common';
import { ApprovalRequests } from './approval-requests';
import { ApprovalsController } from './approvals.controller';

@Module({ imports: [HttpModule], controllers: [ApprovalsController], providers: [ApprovalRequests] })
export class ApiApprovalsModule {}
