import type { RulesState } from '@countersign/rule';
import { Inject } from '@nestjs/common';
import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { COMMAND_BUDGET_MS } from './command-loop';
import { ReadRules } from './contract';
import { WorkspaceRules } from './workspace-rules';

@QueryHandler(ReadRules)
export class ReadRulesHandler implements IQueryHandler<ReadRules> {
  constructor(@Inject(WorkspaceRules) private readonly rules: WorkspaceRules) {}

  execute({ workspace }: ReadRules): Promise<RulesState> {
    return this.rules.read(workspace, performance.now() + COMMAND_BUDGET_MS);
  }
}
