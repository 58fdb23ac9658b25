import 'reflect-metadata';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openLog } from '@countersign/event-store';
import {
  limitFailedCredentials,
  OpenStreams,
  openServer,
  registerRequestLines,
  STREAM_TIMES,
} from '@countersign/http';
import {
  ApiKeyAuthenticator,
  ApiKeySecrets,
  Authenticator,
  credentialOf,
  type DevelopmentIdentity,
  oidcIssuer,
  openDevelopmentApiKeySecret,
  openDevelopmentIdentity,
} from '@countersign/identity';
import { openViews } from '@countersign/projections';
import {
  CRYSTALLISER,
  type Crystalliser,
  DEADLINES,
  type Deadlines,
  LEASES,
  type Leases,
} from '@countersign/reactions';
import type { LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module';
import { openBuildOfDashboard } from './dashboard/build-of-dashboard';
import { serveDashboard } from './dashboard/serve-dashboard';
import { doorOf } from './door';
import { openLogger } from './logger';
import { GatewayMetrics } from './metrics/gateway-metrics';
import { measuredLog } from './metrics/measured-log';
import { requestFigures } from './metrics/request-figures';
import { describeApis, DOCS_POLICY } from './openapi';
import { refuseTwoAuthorizations } from './one-authorization';
import type { FastifyInstance } from 'fastify';
import { productVersion } from './product-version';
import type { Settings } from './settings';

export interface Gateway {
  readonly url: string;
  readonly hasDashboard: boolean;
  /** Null where identities come from a provider. */
  readonly development: DevelopmentIdentity | null;
  /** In order: HTTP, reactions, projector, store client. */
  stop(): Promise<void>;
}

/** Composes the product over a store and listens. It listens without a store too, and says so in `/readyz`. */
// Loaded by main.ts with import().
// ts-unused-exports:disable-next-line
export async function startGateway(settings: Settings, connectionString: string): Promise<Gateway> {
  const { dataDir, database, oidc, furtherIssuers, sessions, crystalliser, host, port } = settings;
  const logger = openLogger(settings.logLevel);
  await mkdir(dataDir, { recursive: true });

  const development = oidc === null && !settings.isProduction ? await openDevelopmentIdentity(dataDir) : null;
  const providers = oidc === null ? [] : [oidc, ...furtherIssuers];
  const issuers = development === null ? providers.map(oidcIssuer) : [development.issuer];
  const authenticator = new Authenticator(issuers, () => Date.now());
  const apiKeySecrets = await openApiKeySecrets(settings);
  const metrics = new GatewayMetrics();
  const log = measuredLog(openLog({ connectionString }), metrics.registry);
  const views = await openViews({ database, log, logger, leaseMs: settings.leaseMs });
  if (settings.projects) views.start();

  const { stalledMs, recheckMs } = settings.streams;
  const streamTimes = { ...STREAM_TIMES, stalled: stalledMs, recheck: recheckMs };

  const { limits } = settings;
  let apiKeys: ApiKeyAuthenticator | null = null;
  const { adapter, refuseOtherMethods } = openServer(
    limits.server,
    { isProduction: settings.isProduction, pages: { '/docs': DOCS_POLICY } },
    doorOf(authenticator, apiKeySecrets),
  );
  limitFailedCredentials(
    adapter.getInstance(),
    limits.failedCredentials,
    ({ headers, url }) => {
      const credential = credentialOf(headers, url);
      if (credential === null) return 'none';
      const { token } = credential;
      const isKnown = authenticator.remembers(token) || apiKeys?.remembers(token) === true;
      return isKnown ? 'known' : 'unknown';
    },
    ({ headers, url }) => credentialOf(headers, url)?.token ?? '',
  );
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.over({
      log,
      views,
      authenticator,
      development,
      installation: {
        isProduction: settings.isProduction,
        version: productVersion(),
        storeKind: settings.connectionString === null ? 'embedded' : 'external',
      },
      apiKeySecrets,
      streamTimes,
      callerLimits: limits.callers,
      metrics,
      metricsAccess: settings.metrics,
      sessions,
      crystalliser,
    }),
    adapter,
    { logger, bodyParser: false, abortOnError: false },
  );
  if (logger.isTalkative) registerRequestLines(adapter.getInstance());
  requestFigures(metrics.registry, adapter.getInstance());
  refuseTwoAuthorizations(adapter.getInstance());
  const hasDashboard = await openDashboard(adapter.getInstance(), logger);
  describeApis(app);
  await app.init();
  apiKeys = app.get(ApiKeyAuthenticator);
  const openStreams = app.get(OpenStreams);
  metrics.watch(views, log, () => openStreams.endless);
  // The files of the page have their routes then.
  await adapter.getInstance().after();
  refuseOtherMethods();
  await app.listen({ port, host });

  return {
    url: (await app.getUrl()).replace('[::1]', '127.0.0.1'),
    hasDashboard,
    development,
    stop: async () => {
      await app.close();
      await Promise.all([
        app.get<Crystalliser>(CRYSTALLISER).stop(),
        app.get<Deadlines>(DEADLINES).stop(),
        app.get<Leases>(LEASES).stop(),
      ]);
      await views.close();
      await log.close();
    },
  };
}

/** Where the build leaves it, from where the build leaves this file. */
const DASHBOARD = join(__dirname, '../../../dashboard');

/** Without a build of it the APIs are served all the same. */
async function openDashboard(server: FastifyInstance, logger: LoggerService): Promise<boolean> {
  const build = await openBuildOfDashboard(DASHBOARD);
  if (build === null) logger.warn('there is no build of the dashboard, so it is not served: npm run build');
  else serveDashboard(server, build);
  return build !== null;
}

/** Null in production without a secret: it would have to be the same on every gateway. */
async function openApiKeySecrets({
  apiKeys,
  isProduction,
  dataDir,
}: Settings): Promise<ApiKeySecrets | null> {
  if (apiKeys !== null) return new ApiKeySecrets(apiKeys.secret, apiKeys.previous);
  return isProduction ? null : new ApiKeySecrets(await openDevelopmentApiKeySecret(dataDir));
}
