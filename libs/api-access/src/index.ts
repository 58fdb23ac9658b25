export { ApiAccessModule } from './api-access.module';
export { accessErrors } from './errors';
