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

  const launch = (port: number): ChildProcess =>
    spawn(process.execPath, [PROGRAM, '--port', String(port), '--data', options.dataDir], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });

  let child = launch(options.port);
  const port = await listening(child);

  const watch = (): void => {
    const startedAt = Date.now();
    child.once('exit', (code, signal) => {
      if (isStopping) return;
      if (Date.now() - startedAt > WELL_AFTER_MS) delay = FIRST_DELAY_MS;
      options.onRestart(`the store ended with ${signal ?? `code ${code}`}`, delay);
      timer = setTimeout(() => {
        child = launch(port);
        watch();
      }, delay);
      delay = Math.min(delay * 2, LONGEST_DELAY_MS);
    });
  };
  watch();

  return {
    connectionString: `esdb://127.0.0.1:${port}?tls=false`,
    stop: () =>
      new Promise((resolve) => {
        isStopping = true;
        clearTimeout(timer);
        if (child.exitCode !== null || child.signalCode !== null) return resolve();
        child.once('exit', () => resolve());
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
