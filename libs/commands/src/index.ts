export * from './contract';
export type { CommandObserver } from './command-observer';
export { CommandsModule } from './commands.module';
export { wasDecidedBy } from './was-decided-by';
export { WorkspaceApiKeys } from './workspace-api-keys';
