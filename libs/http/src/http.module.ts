import { Module } from '@nestjs/common';
import { LastWrites } from './last-writes';
import { ReviewReads } from './review-reads';

/** What all dialects share of the read side; needs the views to be provided by the composition root. */
@Module({ providers: [LastWrites, ReviewReads], exports: [ReviewReads] })
export class HttpModule {}
