import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { findStore } from '@countersign/embedded-store';
import type { DatabaseAddress } from '@countersign/projections';
import { type GatewayProgram, newFolder, type Program, runNode, startGateway, startStore } from './programs';

/** One log, its views and the gateways over them, as an operator has them. */
export interface Installation {
  readonly dataDir: string;
  readonly gateways: readonly GatewayProgram[];
  readonly database: DatabaseAddress;
  /** Of the store that runs. */
  connectionString(): Promise<string>;
  /** Ends the gateways, and their own store with them. */
  stopGateways(): Promise<void>;
  startGateways(): Promise<void>;
  /** Ends the store, changes its folder, and starts it again; a gateway with a store of its own is stopped with it. */
  changeStore(change: (storeDir: string) => Promise<void>): Promise<void>;
  /** The command line for operators, in the gateways' environment. */
  audit(...words: readonly string[]): Program;
}

/** So long a killed program is waited for; every program of an installation has the same. */
const LEASE = { LEASE_MS: '1000' };

/** A gateway with its own embedded store and a SQLite file. */
export async function startAlone(): Promise<Installation> {
  const dataDir = await newFolder();
  const storeDir = join(dataDir, 'store');
  const gateways = [await startGateway(dataDir, LEASE)];
  const stopGateways = async (): Promise<void> => {
    await gateways.pop()?.end('SIGTERM');
  };
  const startGateways = async (): Promise<void> => {
    gateways.push(await startGateway(dataDir, LEASE));
  };
  return {
    dataDir,
    gateways,
    database: { file: join(dataDir, 'views.sqlite') },
    connectionString: async () => (await findStore(storeDir))?.connectionString ?? '',
    stopGateways,
    startGateways,
    changeStore: async (change) => {
      await stopGateways();
      await change(storeDir);
      await startGateways();
    },
    audit: (...words) => runNode('apps/audit/src/main', words, { ...LEASE, DATA_DIR: dataDir }),
  };
}

/** Two gateways over one store and one PostgreSQL. */
export async function startTwo(database: { readonly url: string }): Promise<Installation> {
  const dataDir = await newFolder();
  const storeDir = await newFolder();
  let store = await startStore(storeDir);
  const { port, connectionString } = store;
  const env = { ...LEASE, EVENTSTORE_CONNECTION_STRING: connectionString, DATABASE_URL: database.url };
  const gateways: GatewayProgram[] = [];
  const startGateways = async (): Promise<void> => {
    for (let count = 0; count < 2; count += 1) gateways.push(await startGateway(dataDir, env));
  };
  await startGateways();
  return {
    dataDir,
    gateways,
    database,
    connectionString: async () => connectionString,
    stopGateways: async () => {
      await Promise.all(gateways.splice(0).map((gateway) => gateway.end('SIGTERM')));
    },
    startGateways,
    changeStore: async (change) => {
      await store.end('SIGTERM');
      await change(storeDir);
      store = await startStore(storeDir, port);
    },
    audit: (...words) => runNode('apps/audit/src/main', words, { ...env, DATA_DIR: dataDir }),
  };
}

/** Puts another folder in a folder's place. */
export async function replaceFolder(folder: string, by: string): Promise<void> {
  await rm(folder, { recursive: true });
  await cp(by, folder, { recursive: true });
}
