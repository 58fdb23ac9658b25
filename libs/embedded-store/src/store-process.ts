import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { FOLDER_TAKEN } from './exit-codes';

/** The embedded store as a child process, kept alive on one port. */
export interface StoreProcess {
  readonly connectionString: string;
  /** SIGTERM, and waits for its end. */
  stop(): Promise<void>;
}

interface StoreProcessOptions {
  /** The store's own folder. */
  readonly dataDir: string;
  /** 0 takes any free port at the first start and keeps it. */
  readonly port: number;
  readonly onRestart: (problem: string, delayMs: number) => void;
}

const PROGRAM = join(__dirname, 'main.js');
/** The store's program ended before it listened. */
export class StoreNotStarted extends Error {
  override readonly name = 'StoreNotStarted';
  /** Another store holds the folder. */
  readonly isFolderTaken: boolean;
  constructor(code: number | null) {
    super(`the store did not start (code ${code})`);
    this.isFolderTaken = code === FOLDER_TAKEN;
  }
}

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 5_000;
/** A store that has run so long was well: the next restart is quick again. */
const WELL_AFTER_MS = 10_000;

/** After SIGTERM; what is acknowledged is on the disk anyway. */
const ENDS_WITHIN_MS = 10_000;

/**
 * What is started, and in which environment: no setting of another store that happens to be in this process's own may
 * take its log from the disk or open it to the network.
 */
export function commandOf(
  { dataDir, port }: { readonly dataDir: string; readonly port: number },
  env: NodeJS.ProcessEnv,
): { readonly args: string[]; readonly env: NodeJS.ProcessEnv } {
  return {
    args: [PROGRAM, '--port', String(port), '--data', dataDir],
    env: Object.fromEntries(Object.entries(env).filter(([name]) => !/^EVENTSTORE_/i.test(name))),
  };
}

/**
 * Starts the embedded store and restarts it with exponential back-off whenever it dies. It exits by itself when this
 * process is gone, because its channel closes.
 *
 * @throws StoreNotStarted when it does not come up the first time
 */
export async function startStoreProcess(options: StoreProcessOptions): Promise<StoreProcess> {
  let isStopping = false;
  let delay = FIRST_DELAY_MS;
  let timer: NodeJS.Timeout | undefined;

  const launch = (port: number): ChildProcess => {
    const { args, env } = commandOf({ dataDir: options.dataDir, port }, process.env);
    return spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  };

  let child = launch(options.port);
  const port = await listening(child);

  const watch = (): void => {
    const startedAt = Date.now();
    let isOver = false;
    const over = (problem: string): void => {
      if (isStopping || isOver) return;
      isOver = true;
      if (Date.now() - startedAt > WELL_AFTER_MS) delay = FIRST_DELAY_MS;
      options.onRestart(problem, delay);
      timer = setTimeout(() => {
        child = launch(port);
        watch();
      }, delay);
      delay = Math.min(delay * 2, LONGEST_DELAY_MS);
    };
    child.once('exit', (code, signal) => over(`the store ended with ${signal ?? `code ${code}`}`));
    // Without a process there is no exit.
    child.on('error', ({ message }) => {
      if (child.pid === undefined) over(`the store could not be started: ${message}`);
    });
  };
  watch();

  return {
    connectionString: `esdb://127.0.0.1:${port}?tls=false`,
    stop: () =>
      new Promise((resolve) => {
        isStopping = true;
        clearTimeout(timer);
        if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return resolve();
        const cut = setTimeout(() => child.kill('SIGKILL'), ENDS_WITHIN_MS);
        child.once('exit', () => {
          clearTimeout(cut);
          resolve();
        });
        child.kill('SIGTERM');
      }),
  };
}

function listening(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new StoreNotStarted(code)));
    child.once('message', (message) => {
      child.removeAllListeners('error');
      child.removeAllListeners('exit');
      resolve((message as { listening: number }).listening);
    });
  });
}
