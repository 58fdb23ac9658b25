import type { Log, StoredLog } from '@countersign/event-store';
import { CALLERS_UNLIMITED, STREAM_TIMES } from '@countersign/http';
import { Authenticator } from '@countersign/identity';
import type { Views } from '@countersign/projections';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { AppModule } from './app.module';
import { GatewayMetrics } from './metrics/gateway-metrics';
import { documentOf } from './openapi';

/** In a preview nothing is made, so nothing is asked of it. */
const NOTHING = {};

/** The OpenAPI document of all APIs, without a store, a database or a server. */
// Loaded from the build by libs/client/generate-types.mjs.
// ts-unused-exports:disable-next-line
export async function contract(): Promise<OpenAPIObject> {
  const foundations = {
    log: NOTHING as Log & StoredLog,
    views: NOTHING as Views,
    authenticator: new Authenticator([], () => 0),
    development: null,
    installation: { isProduction: true, version: '', storeKind: 'embedded' as const },
    apiKeySecrets: null,
    streamTimes: STREAM_TIMES,
    sessions: { isSecure: true, signIn: null, developmentReach: 'nobody' as const },
    callerLimits: CALLERS_UNLIMITED,
    metrics: new GatewayMetrics(),
    metricsAccess: { kind: 'open' } as const,
    crystalliser: null,
  };
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.over(foundations),
    new FastifyAdapter(),
    { preview: true, logger: false, abortOnError: false },
  );
  return documentOf(app);
}
