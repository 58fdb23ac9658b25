import type { Log } from '@countersign/event-store';
import { type DynamicModule, Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ApiKeysHandler } from './api-keys.handler';
import { COMMAND_OBSERVER, type CommandObserver, UNOBSERVED } from './command-observer';
import { LOG } from './log-token';
import { MemoryHandler } from './memory.handler';
import { ReadApiKeysHandler } from './read-api-keys.handler';
import { ReadLogFactsHandler } from './read-log-facts.handler';
import { ReadReviewFactsHandler } from './read-review-facts.handler';
import { ReadRuleFactsHandler } from './read-rule-facts.handler';
import { ReadRulesHandler } from './read-rules.handler';
import { ReviewHandler } from './review.handler';
import { RulesHandler } from './rules.handler';
import { WorkspaceApiKeys } from './workspace-api-keys';
import { WorkspaceRules } from './workspace-rules';

const HANDLERS = [
  ReviewHandler,
  MemoryHandler,
  RulesHandler,
  ReadRulesHandler,
  ReadReviewFactsHandler,
  ReadLogFactsHandler,
  ReadRuleFactsHandler,
  ApiKeysHandler,
  ReadApiKeysHandler,
];

/** The write side behind Nest's command bus, and behind its query bus what only the log can answer. */
@Module({})
export class CommandsModule {
  static over(log: Log, observer: CommandObserver = UNOBSERVED): DynamicModule {
    return {
      module: CommandsModule,
      imports: [CqrsModule.forRoot()],
      providers: [
        { provide: LOG, useValue: log },
        { provide: COMMAND_OBSERVER, useValue: observer },
        WorkspaceRules,
        WorkspaceApiKeys,
        ...HANDLERS,
      ],
      exports: [CqrsModule, WorkspaceApiKeys],
    };
  }
}
