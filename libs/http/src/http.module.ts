import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { EventStreams } from './event-streams';
import { LastWrites } from './last-writes';
import { OpenStreams } from './open-streams';
import { RateLimitGuard } from './rate-limit.guard';
import { RateLimits } from './rate-limits';
import { ReviewReads } from './review-reads';

/** What all dialects share of the read side, their streams and their limits; needs the views to be provided by the composition root. */
@Module({
  providers: [
    LastWrites,
    ReviewReads,
    OpenStreams,
    EventStreams,
    RateLimits,
    { provide: APP_GUARD, useClass: RateLimitGuard },
  ],
  exports: [ReviewReads, EventStreams, RateLimits],
})
export class HttpModule {}
