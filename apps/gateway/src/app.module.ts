import { accessErrors, ApiAccessModule } from '@countersign/api-access';
import { ApiApprovalsModule, approvalsErrors } from '@countersign/api-approvals';
import {
  API_KEY_SECRETS,
  ApiNativeModule,
  DEMO_CAST,
  GATEWAY_STATUS,
  nativeErrors,
} from '@countersign/api-native';
import { ApiOutputsModule, CRYSTALLISER_STEPS, outputsErrors } from '@countersign/api-outputs';
import {
  CommandsModule,
  type DecideMemory,
  type DecideReview,
  type MemoryAnswer,
  type ReviewAnswer,
} from '@countersign/commands';
import { LogExports, LogVerifications } from '@countersign/audit';
import type { Log, StoredLog } from '@countersign/event-store';
import {
  CALLER_LIMITS,
  type CallerLimits,
  EVENT_STREAM_TIMES,
  FailureFilter,
  HttpModule,
  type StreamTimes,
} from '@countersign/http';
import type { ApiKeySecrets, Authenticator, DevelopmentIdentity } from '@countersign/identity';
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
import { APP_FILTER } from '@nestjs/core';
import { CommandBus } from '@nestjs/cqrs';
import { credentialGuardOver } from './credential-guard-over';
import { demoCast } from './demo-cast';
import { gatewayStatus, runningGateway } from './gateway-status';
import { HealthController } from './health.controller';
import { GATEWAY_METRICS, type GatewayMetrics } from './metrics/gateway-metrics';
import { METRICS_ACCESS, type MetricsAccess, MetricsController } from './metrics/metrics.controller';
import { operationsErrors } from './operations-errors';
import { SessionModule, type SessionSettings } from './session/session.module';
import type { Installation } from './session/words';

/** What the process opened before the application: the two sides of the house, and who is believed. */
export interface Foundations {
  readonly log: Log & StoredLog;
  readonly views: Views;
  readonly authenticator: Authenticator;
  /** Null where identities come from a provider. */
  readonly development: DevelopmentIdentity | null;
  readonly installation: Installation;
  /** Null: this installation has no API keys. */
  readonly apiKeySecrets: ApiKeySecrets | null;
  readonly streamTimes: StreamTimes;
  readonly sessions: SessionSettings;
  readonly callerLimits: CallerLimits;
  readonly metrics: GatewayMetrics;
  readonly metricsAccess: MetricsAccess;
  /** Null: the default one. */
  readonly crystalliser: HttpCrystalliserSettings | null;
}

/** The composition root: the only place that knows every lib. */
@Global()
@Module({})
export class AppModule {
  static over(foundations: Foundations): DynamicModule {
    const { log, views, authenticator, development, apiKeySecrets, sessions, installation } = foundations;
    const { streamTimes, callerLimits, metrics, metricsAccess, crystalliser } = foundations;
    return {
      module: AppModule,
      imports: [
        CommandsModule.over(log, metrics.observer),
        HttpModule,
        ApiAccessModule,
        ApiApprovalsModule,
        ApiOutputsModule,
        ApiNativeModule,
        SessionModule.over(sessions, foundations),
      ],
      controllers: [HealthController, MetricsController],
      providers: [
        { provide: VIEWS, useValue: views },
        { provide: LogExports, useValue: new LogExports(log) },
        { provide: LogVerifications, useValue: new LogVerifications(log) },
        { provide: EVENT_STREAM_TIMES, useValue: streamTimes },
        { provide: DEMO_CAST, useValue: development === null ? null : demoCast(development, authenticator) },
        {
          provide: GATEWAY_STATUS,
          useFactory: () => gatewayStatus(runningGateway(installation), log),
        },
        { provide: API_KEY_SECRETS, useValue: apiKeySecrets },
        { provide: CALLER_LIMITS, useValue: callerLimits },
        { provide: GATEWAY_METRICS, useValue: metrics },
        { provide: METRICS_ACCESS, useValue: metricsAccess },
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
        ...credentialGuardOver(foundations),
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
        LogExports,
        LogVerifications,
        EVENT_STREAM_TIMES,
        API_KEY_SECRETS,
        DEMO_CAST,
        GATEWAY_STATUS,
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
