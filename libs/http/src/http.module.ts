import { Module } from '@nestjs/common';
import { EventStreams } from './event-streams';
import { LastWrites } from './last-writes';
import { OpenStreams } from './open-streams';
import { RateLimits } from './rate-limits';
import { ReviewReads } from './review-reads';

/** What all dialects share of the read side, their streams and their limits; needs the views to be provided by the composition root. */
@Module({
  providers: [LastWrites, ReviewReads, OpenStreams, EventStreams, RateLimits],
  exports: [ReviewReads, OpenStreams, EventStreams, RateLimits],
})
export class HttpModule {}
