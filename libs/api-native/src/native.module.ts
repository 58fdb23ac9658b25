import { HttpModule } from '@countersign/http';
import { Module } from '@nestjs/common';
import { MemoriesController } from './memories.controller';
import { NativeReviews } from './native-reviews';
import { ReviewsController } from './reviews.controller';
import { RuleBook } from './rule-book';
import { RuleSimulation } from './rule-simulation';
import { RulesController } from './rules.controller';
import { StandingController } from './standing.controller';
import { StreamController } from './stream.controller';

/** The API *native*. Needs the views, provided globally by the composition root. */
@Module({
  imports: [HttpModule],
  controllers: [StreamController, ReviewsController, RulesController, MemoriesController, StandingController],
  providers: [NativeReviews, RuleBook, RuleSimulation],
})
export class ApiNativeModule {}
