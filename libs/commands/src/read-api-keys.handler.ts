import type { ApiKeysState } from '@countersign/api-key';
import { Inject } from '@nestjs/common';
import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { COMMAND_BUDGET_MS } from './command-loop';
import { ReadApiKeys } from './contract';
import { WorkspaceApiKeys } from './workspace-api-keys';

@QueryHandler(ReadApiKeys)
export class ReadApiKeysHandler implements IQueryHandler<ReadApiKeys> {
  constructor(@Inject(WorkspaceApiKeys) private readonly keys: WorkspaceApiKeys) {}

  execute({ workspace }: ReadApiKeys): Promise<ApiKeysState> {
    return this.keys.read(workspace, performance.now() + COMMAND_BUDGET_MS);
  }
}
