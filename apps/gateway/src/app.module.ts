import { accessErrors, ApiAccessModule } from '@countersign/api-access';
import { ApiApprovalsModule, approvalsErrors } from '@countersign/api-approvals';
import { ApiNativeModule, nativeErrors } from '@countersign/api-native';
import { ApiOutputsModule, CRYSTALLISER_STEPS, outputsErrors } from '@countersign/api-outputs';
import {
  CommandsModule,
  type DecideMemory,
  type DecideReview,
  type MemoryAnswer,
  type ReviewAnswer,
} from '@countersign/commands';
import type { Log } from '@countersign/event-store';
import {
  CALLER_LIMITS,
  type CallerLimits,
  EVENT_STREAM_TIMES,
  FailureFilter,
  type StreamTimes,
} from '@countersign/http';
import { Authenticator } from '@countersign/identity';
import { VIEWS, type Views } from '@countersign/projections';
import {
  CRYSTALLISER,
  type Crystalliser,
  crystalliserBehindHttp,
  DEADLINES,
  type HttpCrystalliserSettings,
  LEASES,
  startCrystalliser,
  startDeadlines,
  startLeases,
} from '@countersign/reactions';
import { type DynamicModule, Global, Logger, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, Reflector } from '@nestjs/core';
import { CommandBus } from '@nestjs/cqrs';
import { CredentialGuard } from './credential.guard';
import { HealthController } from './health.controller';
import { operationsErrors } from './operations-errors';

/** What the process opened before the application: the two sides of the house, and who is believed. */
export interface Foundations {
  readonly log: Log;
  readonly views: Views;
  readonly authenticator: Authenticator;
  readonly streamTimes: StreamTimes;
  readonly callerLimits: CallerLimits;
  /** Null: the default one. */
  readonly crystalliser: HttpCrystalliserSettings | null;
}

/** The composition root: the only place that knows every lib. */
@Global()
@Module({})
export class AppModule {
  static over(foundations: Foundations): DynamicModule {
    const { log, views, authenticator, streamTimes, callerLimits, crystalliser } = foundations;
    return {
      module: AppModule,
      imports: [
        CommandsModule.over(log),
        ApiAccessModule,
        ApiApprovalsModule,
        ApiOutputsModule,
        ApiNativeModule,
      ],
      controllers: [HealthController],
      providers: [
        { provide: VIEWS, useValue: views },
        { provide: EVENT_STREAM_TIMES, useValue: streamTimes },
        { provide: CALLER_LIMITS, useValue: callerLimits },
        {
          provide: CRYSTALLISER,
          inject: [CommandBus],
          useFactory: (bus: CommandBus) =>
            startCrystalliser({
              views,
              execute: (command: DecideMemory) => bus.execute<DecideMemory, MemoryAnswer>(command),
              now: () => Date.now(),
              logger: new Logger('Crystalliser'),
              ...(crystalliser === null ? {} : crystalliserBehindHttp(crystalliser)),
            }),
        },
        {
          provide: DEADLINES,
          inject: [CommandBus],
          useFactory: (bus: CommandBus) =>
            startDeadlines({
              views,
              execute: (command: DecideReview) => bus.execute<DecideReview, ReviewAnswer>(command),
              logger: new Logger('Deadlines'),
            }),
        },
        {
          provide: LEASES,
          inject: [CommandBus],
          useFactory: (bus: CommandBus) =>
            startLeases({
              views,
              execute: (command: DecideReview) => bus.execute<DecideReview, ReviewAnswer>(command),
              logger: new Logger('Leases'),
            }),
        },
        {
          provide: CRYSTALLISER_STEPS,
          inject: [CRYSTALLISER],
          useFactory: ({ onStep }: Crystalliser) => onStep,
        },
        {
          provide: APP_GUARD,
          inject: [Reflector],
          useFactory: (reflector: Reflector) => new CredentialGuard(authenticator, reflector),
        },
        {
          provide: APP_FILTER,
          useValue: new FailureFilter([
            accessErrors,
            approvalsErrors,
            outputsErrors,
            nativeErrors,
            operationsErrors,
          ]),
        },
      ],
      exports: [
        VIEWS,
        EVENT_STREAM_TIMES,
        CALLER_LIMITS,
        CRYSTALLISER,
        DEADLINES,
        LEASES,
        CRYSTALLISER_STEPS,
        CommandsModule,
      ],
    };
  }
}
