export * from './contract';
export { CommandsModule } from './commands.module';
export { wasDecidedBy } from './was-decided-by';
export { WorkspaceApiKeys } from './workspace-api-keys';
