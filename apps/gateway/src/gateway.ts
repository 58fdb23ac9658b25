import 'reflect-metadata';
import { mkdir } from 'node:fs/promises';
import { openLog } from '@countersign/event-store';
import { registerBodyParsing, serverOptions, STREAM_TIMES } from '@countersign/http';
import {
  Authenticator,
  type DevelopmentIdentity,
  oidcIssuer,
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
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module';
import { openLogger } from './logger';
import { refuseTwoAuthorizations } from './one-authorization';
import { describeApis } from './openapi';
import type { Settings } from './settings';

export interface Gateway {
  readonly url: string;
  /** Null where identities come from a provider. */
  readonly development: DevelopmentIdentity | null;
  /** In order: HTTP, reactions, projector, store client. */
  stop(): Promise<void>;
}

/** Composes the product over a store and listens. It listens without a store too, and says so in `/readyz`. */
// Loaded by main.ts with import().
// ts-unused-exports:disable-next-line
export async function startGateway(settings: Settings, connectionString: string): Promise<Gateway> {
  const { dataDir, database, oidc, furtherIssuers, host, port } = settings;
  const logger = openLogger(settings.logLevel);
  await mkdir(dataDir, { recursive: true });

  const development = oidc === null ? await openDevelopmentIdentity(dataDir) : null;
  const providers = oidc === null ? [] : [oidc, ...furtherIssuers];
  const issuers = development === null ? providers.map(oidcIssuer) : [development.issuer];
  const authenticator = new Authenticator(issuers, () => Date.now());
  const log = openLog({ connectionString });
  const views = await openViews({ database, log, logger, leaseMs: settings.leaseMs });
  if (settings.projects) views.start();

  const { stalledMs, recheckMs } = settings.streams;
  const streamTimes = { ...STREAM_TIMES, stalled: stalledMs, recheck: recheckMs };

  // An open SSE answer would hold up a stop, so connections are closed with the server.
  const adapter = new FastifyAdapter({ ...serverOptions, forceCloseConnections: true });
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.over({ log, views, authenticator, streamTimes, crystalliser: settings.crystalliser }),
    adapter,
    { logger, bodyParser: false, abortOnError: false },
  );
  registerBodyParsing(adapter.getInstance());
  refuseTwoAuthorizations(adapter.getInstance());
  describeApis(app);
  await app.listen({ port, host });

  return {
    url: (await app.getUrl()).replace('[::1]', '127.0.0.1'),
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
