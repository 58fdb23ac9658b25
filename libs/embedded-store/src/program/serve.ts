import { LOG_FAILED } from '../exit-codes';
import { removeListening, writeListening } from '../listening';
import { readSettings } from '../settings';
import { startEventStore } from '../start';
import { warningsOf } from './warnings';

/**
 * Serves until it is stopped. Prints one line, `{"listening":<port>}`, when it can be used, and says so in its data
 * folder; as a child process it also sends that as a message, leaves SIGINT to its parent, and ends when its parent's
 * channel closes.
 */
export async function serveLog(args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const settings = readSettings(args, env);
  const { dataDir, inMemory, host, ...more } = settings;
  for (const warning of warningsOf(settings)) process.stderr.write(`${warning}\n`);
  const where = inMemory ? { inMemory: true as const } : { dataDir };
  const store = await startEventStore({ ...more, ...where, host, onFailure: crash, onDiskFull: tellOfDisk });
  const here = { host, port: store.port, pid: process.pid, tls: settings.tls !== undefined };
  if (!inMemory) await writeListening(dataDir, here);
  let isStopping = false;
  const stop = (): void => {
    if (isStopping) return;
    isStopping = true;
    // Before the folder is given back, so that it is never the next one's.
    (inMemory ? Promise.resolve() : removeListening(dataDir))
      .then(() => store.stop())
      .then(() => process.exit(0), crash);
  };
  process.on('SIGTERM', stop);
  if (process.send) {
    process.on('SIGINT', () => undefined);
    process.on('disconnect', stop);
    process.send({ listening: store.port });
  } else {
    process.on('SIGINT', stop);
  }
  process.stdout.write(`${JSON.stringify({ listening: store.port })}\n`);
}

function tellOfDisk(isFull: boolean): void {
  process.stderr.write(
    isFull
      ? 'The disk is full: appends are refused until there is room, and then taken again.\n'
      : 'There is room on the disk again: appends are taken.\n',
  );
}

/** The log could not be written, synced or moved: nothing more is acknowledged, and a supervisor may start us again. */
function crash(error: unknown): never {
  const words = error instanceof Error ? error.message : String(error);
  process.stderr.write(
    `The event store stops: ${words}. What it has not acknowledged may be in the log or not.\n`,
  );
  process.exit(LOG_FAILED);
}
