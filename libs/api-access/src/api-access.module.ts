import { HttpModule } from '@countersign/http';
import { Module } from '@nestjs/common';
import { AccessController } from './access.controller';
import { AccessReviews } from './access-reviews';

@Module({ imports: [HttpModule], controllers: [AccessController], providers: [AccessReviews] })
export class ApiAccessModule {}
