import type { Log, StoredLog } from '@countersign/event-store';
import { CALLERS_UNLIMITED, OpenStreams, openServer, STREAM_TIMES } from '@countersign/http';
import type { ApiKeySecrets, Authenticator, DevelopmentIdentity } from '@countersign/identity';
import type { Views } from '@countersign/projections';
import {
  CRYSTALLISER,
  type Crystalliser,
  DEADLINES,
  type Deadlines,
  LEASES,
  type Leases,
} from '@countersign/reactions';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../../apps/gateway/src/app.module';
import { GatewayMetrics } from '../../apps/gateway/src/metrics/gateway-metrics';
import { requestFigures } from '../../apps/gateway/src/metrics/request-figures';
import { documentOf } from '../../apps/gateway/src/openapi';
import type { ApiDocument } from './api-document';

/** The composition root in this process, over a log and views that somebody has opened. */
export interface AppOver {
  readonly app: NestFastifyApplication;
  readonly document: ApiDocument;
  /** Ends it; log and views stay open. */
  readonly stop: () => Promise<void>;
}

export async function startAppOver(parts: {
  readonly log: Log & StoredLog;
  readonly views: Views;
  readonly authenticator: Authenticator;
  readonly apiKeySecrets: ApiKeySecrets | null;
  /** Null, or left out: identities come from elsewhere. */
  readonly development?: DevelopmentIdentity | null;
}): Promise<AppOver> {
  const metrics = new GatewayMetrics();
  const { adapter, refuseOtherMethods } = openServer();
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.over({
      ...parts,
      development: parts.development ?? null,
      installation: { isProduction: false, version: '0', storeKind: 'embedded' },
      streamTimes: STREAM_TIMES,
      callerLimits: CALLERS_UNLIMITED,
      metrics,
      metricsAccess: { kind: 'open' },
      sessions: { isSecure: false, signIn: null, developmentReach: 'this-machine' },
      crystalliser: null,
    }),
    adapter,
    { logger: false, bodyParser: false, abortOnError: false },
  );
  requestFigures(metrics.registry, adapter.getInstance());
  const document = documentOf(app) as unknown as ApiDocument;
  await app.init();
  const openStreams = app.get(OpenStreams);
  metrics.watch(parts.views, parts.log, () => openStreams.endless);
  refuseOtherMethods();
  await adapter.getInstance().ready();
  return {
    app,
    document,
    stop: async () => {
      await app.close();
      await Promise.all([
        app.get<Crystalliser>(CRYSTALLISER).stop(),
        app.get<Deadlines>(DEADLINES).stop(),
        app.get<Leases>(LEASES).stop(),
      ]);
    },
  };
}
