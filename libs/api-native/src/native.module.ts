import { HttpModule, UndeclaredParameters } from '@countersign/http';
import { Module, type NestModule } from '@nestjs/common';
import { APP_GUARD, HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { ApiKeyBook } from './api-key-book';
import { ApiKeysController } from './api-keys.controller';
import { AuditController } from './audit.controller';
import { AuditTrail } from './audit-trail';
import { BulkDecisions } from './bulk-decisions';
import { DecisionsController } from './decisions.controller';
import { DemoController } from './demo/demo.controller';
import { ExecutionController } from './execution.controller';
import { ExportController } from './export.controller';
import { MemoriesController } from './memories.controller';
import { MemorySearchController } from './memory-search.controller';
import { speakHttp } from './native-http';
import { NativeReviews } from './native-reviews';
import { OperationsController } from './operations.controller';
import { ReviewChanges } from './review-changes';
import { ReviewHistory } from './review-history';
import { ReviewLists } from './review-list';
import { ReviewWaits } from './review-waits';
import { ReviewsController } from './reviews.controller';
import { RuleBook } from './rule-book';
import { RuleSimulation } from './rule-simulation';
import { RulesController } from './rules.controller';
import { RunningExports } from './running-exports';
import { StandingController } from './standing.controller';
import { RuleHistory } from './rule-history';
import { DecisionListController } from './decision-list.controller';
import { Verifications } from './verifications';
import { VerificationController } from './verification.controller';
import { StatsController } from './stats.controller';
import { StreamController } from './stream.controller';

const controllers = [
  StreamController,
  ReviewsController,
  DecisionsController,
  ExecutionController,
  RulesController,
  MemoriesController,
  MemorySearchController,
  StandingController,
  ApiKeysController,
  AuditController,
  ExportController,
  StatsController,
  DemoController,
  OperationsController,
  VerificationController,
  DecisionListController,
];

/** The API *native*. Needs the views and the exports of the log, provided globally by the composition root. */
@Module({
  imports: [HttpModule],
  controllers,
  providers: [
    NativeReviews,
    BulkDecisions,
    ReviewLists,
    ReviewHistory,
    ReviewChanges,
    ReviewWaits,
    RuleBook,
    RuleSimulation,
    RuleHistory,
    ApiKeyBook,
    AuditTrail,
    RunningExports,
    Verifications,
    { provide: APP_GUARD, useValue: new UndeclaredParameters(controllers) },
  ],
})
export class ApiNativeModule implements NestModule {
  constructor(private readonly host: HttpAdapterHost) {}

  /** Nest calls it before it registers the routes, as what a hook says of routes needs. */
  configure(): void {
    speakHttp(this.host.httpAdapter.getInstance<FastifyInstance>());
  }
}
