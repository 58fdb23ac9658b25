import { HttpModule } from '@countersign/http';
import { Module } from '@nestjs/common';
import { Crystallisation } from './crystallisation';
import { LONGEST_STREAM, OutputDecisions } from './decisions';
import { OutputsController } from './outputs.controller';

/**
 * The API *outputs*. Needs, provided globally by the composition root: the command bus, the views, and, for steps at
 * the moment at which they happen, `CRYSTALLISER_STEPS`.
 */
@Module({
  imports: [HttpModule],
  controllers: [OutputsController],
  providers: [OutputDecisions, Crystallisation, { provide: LONGEST_STREAM, useValue: 30_000 }],
})
export class ApiOutputsModule {}
