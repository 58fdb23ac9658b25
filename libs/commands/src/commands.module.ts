import type { Log } from '@countersign/event-store';
import { type DynamicModule, Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { LOG } from './log-token';
import { MemoryHandler } from './memory.handler';
import { ReadReviewFactsHandler } from './read-review-facts.handler';
import { ReadRulesHandler } from './read-rules.handler';
import { ReviewHandler } from './review.handler';
import { RulesHandler } from './rules.handler';
import { WorkspaceRules } from './workspace-rules';

const HANDLERS = [ReviewHandler, MemoryHandler, RulesHandler, ReadRulesHandler, ReadReviewFactsHandler];

/** The write side behind Nest's command bus, and behind its query bus what only the log can answer. */
@Module({})
export class CommandsModule {
  static over(log: Log): DynamicModule {
    return {
      module: CommandsModule,
      imports: [CqrsModule.forRoot()],
      providers: [{ provide: LOG, useValue: log }, WorkspaceRules, ...HANDLERS],
      exports: [CqrsModule],
    };
  }
}
