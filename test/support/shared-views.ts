import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { DatabaseAddress } from '@countersign/projections';
import { postgresDatabases, startTestServer, type TestServer } from '../../libs/testing/src/test-databases';
import { people } from './people';
import { type GatewayProgram, newFolder, startGateway, startStore, type StoreProgram } from './programs';

export const LEASE_MS = 300;

/** Several gateways on one store and one PostgreSQL, that trust the same people. */
export interface SharedViews {
  readonly store: StoreProgram;
  readonly storeDir: string;
  readonly database: DatabaseAddress;
  readonly server: TestServer;
  readonly people: Awaited<ReturnType<typeof people>>;
  start(env?: NodeJS.ProcessEnv): Promise<GatewayProgram>;
  stop(): Promise<void>;
}

export async function openSharedViews(): Promise<SharedViews> {
  const server = await startTestServer();
  const database = await postgresDatabases(server).fresh();
  const storeDir = await newFolder();
  const store = await startStore(storeDir);
  const identity = await newFolder();
  const known = await people(identity);
  const env = {
    EVENTSTORE_CONNECTION_STRING: store.connectionString,
    DATABASE_URL: 'url' in database ? database.url : '',
    LEASE_MS: String(LEASE_MS),
  };
  return {
    store,
    storeDir,
    database,
    server,
    people: known,
    start: async (more = {}) => {
      const dataDir = await newFolder();
      await copyFile(join(identity, 'development-key.json'), join(dataDir, 'development-key.json'));
      return startGateway(dataDir, { ...env, ...more });
    },
    stop: () => server.stop(),
  };
}

/** What a gateway says of its views. */
export interface Readiness {
  readonly status: string;
  readonly projections: readonly {
    readonly role: 'projecting' | 'standby';
    readonly state: string;
    readonly position: string | null;
    readonly lagPositions: number;
    readonly version: number;
    readonly build: number;
  }[];
}

export async function readiness({ url }: { readonly url: string }): Promise<Readiness> {
  const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5_000) });
  return (await answer.json()) as Readiness;
}

async function isProjecting(gateway: { readonly url: string }): Promise<boolean> {
  const { projections } = await readiness(gateway);
  return projections[0]?.role === 'projecting';
}

/** The one that writes the views, as soon as there is one among these. */
export async function writerAmong<G extends { readonly url: string }>(
  gateways: readonly G[],
  withinMs = 10_000,
): Promise<G> {
  const deadline = performance.now() + withinMs;
  while (performance.now() < deadline) {
    for (const gateway of gateways) if (await isProjecting(gateway).catch(() => false)) return gateway;
    await pause(10);
  }
  throw new Error('no gateway writes the views');
}
