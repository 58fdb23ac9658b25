import { Module } from '@nestjs/common';
import { EventStreams } from './event-streams';
import { LastWrites } from './last-writes';
import { ReviewReads } from './review-reads';

/** What all dialects share of the read side, and their streams; needs the views to be provided by the composition root. */
@Module({ providers: [LastWrites, ReviewReads, EventStreams], exports: [ReviewReads, EventStreams] })
export class HttpModule {}
