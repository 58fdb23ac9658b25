import type { Log } from '@countersign/event-store';
import { type DynamicModule, Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { LOG } from './log-token';
import { MemoryHandler } from './memory.handler';
import { ReviewHandler } from './review.handler';

/** The write side behind Nest's command bus. */
@Module({})
export class CommandsModule {
  static over(log: Log): DynamicModule {
    return {
      module: CommandsModule,
      imports: [CqrsModule.forRoot()],
      providers: [{ provide: LOG, useValue: log }, ReviewHandler, MemoryHandler],
      exports: [CqrsModule],
    };
  }
}
