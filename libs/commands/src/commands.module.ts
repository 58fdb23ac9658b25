import type { Log } from '@countersign/event-store';
import { type DynamicModule, Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { MemoryHandler } from './memory.handler';
import { ReviewHandler } from './review.handler';

/** The write side behind Nest's command bus. */
@Module({})
export class CommandsModule {
  static over(log: Log): DynamicModule {
    return {
      module: CommandsModule,
      imports: [CqrsModule.forRoot()],
      providers: [
        { provide: ReviewHandler, useFactory: () => new ReviewHandler(log) },
        { provide: MemoryHandler, useFactory: () => new MemoryHandler(log) },
      ],
      exports: [CqrsModule],
    };
  }
}
