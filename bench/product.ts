import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { cpuSeconds } from './proc';
import { accepts } from './postgres';
import { type Child, firstMessage, freePort, launchProgram, type Patience, until } from './processes';
import type { Target } from './measure';
import type { Workbench } from './workbench';

const DIST = join(__dirname, '..');
const GATEWAY = join(DIST, 'apps/gateway/src/main.js');
const STORE = join(DIST, 'libs/embedded-store/src/main.js');

export interface Store {
  readonly child: Child;
  readonly connectionString: string;
}

/** The embedded store as a process of its own, on an empty folder. */
export async function startStore(
  dataDir: string,
  places: { readonly logDir: string; readonly profileDir: string | null },
): Promise<Store> {
  const args = ['--port', '0', '--data', dataDir];
  const child = launchProgram('store', STORE, { args, ...places, hasChannel: true });
  const { listening } = (await firstMessage(child)) as { listening: number };
  return { child, connectionString: `esdb://127.0.0.1:${listening}?tls=false` };
}

interface GatewayOptions {
  readonly dataDir: string;
  /** Its development key is used, so that tokens signed with it are believed. */
  readonly identityDir: string;
  readonly logDir: string;
  readonly profileDir: string | null;
  /** Null: the gateway starts an embedded store of its own, as `npm start` does. */
  readonly store: Store | null;
  readonly projects: boolean;
  /** PostgreSQL for the views; left out: a SQLite file in the data folder. */
  readonly databaseUrl?: string;
  readonly leaseMs?: number;
}

export function placesOf({ identityDir, folder, profileDir }: Workbench) {
  return { identityDir, logDir: folder, profileDir };
}

export interface Gateway {
  readonly child: Child;
  readonly port: number;
  /** From the start of the process until it accepted a connection. */
  readonly listeningMs: number;
  readonly target: Target;
}

export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { dataDir, identityDir, logDir, profileDir, store, projects } = options;
  mkdirSync(dataDir, { recursive: true });
  cpSync(join(identityDir, 'development-key.json'), join(dataDir, 'development-key.json'));
  const port = await freePort();
  const startedAt = performance.now();
  const child = launchProgram(projects ? 'gateway' : 'writer', GATEWAY, {
    args: [],
    logDir,
    profileDir,
    env: {
      NODE_ENV: '',
      HOST: '127.0.0.1',
      PORT: String(port),
      DATA_DIR: dataDir,
      DATABASE_URL: options.databaseUrl ?? '',
      LEASE_MS: options.leaseMs === undefined ? '' : String(options.leaseMs),
      OIDC_ISSUER: '',
      EVENTSTORE_CONNECTION_STRING: store?.connectionString ?? '',
      LOG_LEVEL: 'warn',
      PROJECTIONS: projects ? 'on' : 'off',
      RATE_LIMIT_PRINCIPAL: '0',
      RATE_LIMIT_WORKSPACE: '0',
      RATE_LIMIT_FAILED: '0',
      STREAMS_PER_PRINCIPAL: '0',
      STREAMS_PER_GATEWAY: '0',
    },
  });
  await until(child, 'connection', () => accepts(port));
  const listeningMs = performance.now() - startedAt;
  const processes = store === null ? [child] : [child, store.child];
  const target: Target = {
    port,
    server: child,
    store: store?.child ?? null,
    settle: async () => {
      if (projects) await caughtUp({ child, port });
      return quiet(processes);
    },
  };
  return { child, port, listeningMs, target };
}

interface Readiness {
  readonly projections: readonly { readonly state: string; readonly lagPositions: number }[];
}

/** Resolves once every projection holds the store's head. */
export function caughtUp(
  gateway: Pick<Gateway, 'child' | 'port'>,
  patience: Patience = { everyMs: 5 },
): Promise<true> {
  const probe = async (): Promise<true | null> => {
    const response = await fetch(`http://127.0.0.1:${gateway.port}/readyz`);
    if (response.status !== 200) return null;
    const { projections } = (await response.json()) as Readiness;
    return projections.every(({ state, lagPositions }) => state === 'live' && lagPositions === 0) || null;
  };
  return until(gateway.child, 'views at the head of the log', probe, patience);
}

const WINDOW_MS = 60;
const QUIET_WINDOWS = 5;
/** Of one CPU; what housekeeping takes stays below. */
const QUIET_SHARE = 0.2;

/**
 * Resolves with the moment since when the processes have done next to nothing: so reactions, checkpoints and other
 * work behind the answers are over too. At once where the machine does not tell.
 */
export async function quiet(processes: readonly Child[]): Promise<number> {
  const read = (): number | null =>
    processes.reduce<number | null>((sum, { pid }) => {
      const seconds = cpuSeconds(pid);
      return sum === null || seconds === null ? null : sum + seconds;
    }, 0);
  let since = performance.now();
  let last = read();
  for (let windows = 0; windows < QUIET_WINDOWS && last !== null;) {
    await new Promise((resolve) => setTimeout(resolve, WINDOW_MS));
    const now = read();
    if (now === null) break;
    windows = now - last > (WINDOW_MS / 1000) * QUIET_SHARE ? 0 : windows + 1;
    if (windows === 0) since = performance.now();
    last = now;
  }
  return since;
}
