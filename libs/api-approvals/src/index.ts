export { ApiApprovalsModule } from './api-approvals.module';
export { approvalsErrors } from './errors';
