import { HttpModule } from '@countersign/http';
import { Module } from '@nestjs/common';
import { BulkDecisions } from './bulk-decisions';
import { DecisionsController } from './decisions.controller';
import { ExecutionController } from './execution.controller';
import { NativeReviews } from './native-reviews';
import { ReviewChanges } from './review-changes';
import { ReviewHistory } from './review-history';
import { ReviewLists } from './review-list';
import { ReviewWaits } from './review-waits';
import { ReviewsController } from './reviews.controller';
import { StreamController } from './stream.controller';

/** The API *native*. Needs the views, provided globally by the composition root. */
@Module({
  imports: [HttpModule],
  controllers: [StreamController, ReviewsController, DecisionsController, ExecutionController],
  providers: [NativeReviews, BulkDecisions, ReviewLists, ReviewHistory, ReviewChanges, ReviewWaits],
})
export class ApiNativeModule {}
