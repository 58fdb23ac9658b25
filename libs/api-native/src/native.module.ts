import { HttpModule } from '@countersign/http';
import { Module } from '@nestjs/common';
import { NativeReviews } from './native-reviews';
import { ReviewsController } from './reviews.controller';
import { StreamController } from './stream.controller';

/** The API *native*. Needs the views, provided globally by the composition root. */
@Module({
  imports: [HttpModule],
  controllers: [StreamController, ReviewsController],
  providers: [NativeReviews],
})
export class ApiNativeModule {}
