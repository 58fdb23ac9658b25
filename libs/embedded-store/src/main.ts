import { BAD_SETTINGS, FOLDER_TAKEN, LOG_FAILED } from './exit-codes';
import { removeListening, writeListening } from './listening';
import { DataFolderTaken } from './log/database';
import { InvalidSettings, readSettings } from './settings';
import { startEventStore } from './start';

/**
 * The store as a program of its own. Prints one line, `{"listening":<port>}`, when it can be used, and says so in its
 * data folder; as a child process
 * it also sends that as a message, leaves SIGINT to its parent, and ends when its parent's channel closes.
 */
async function main(): Promise<void> {
  const settings = readSettings(process.argv.slice(2), process.env);
  const { dataDir, host } = settings;
  const store = await startEventStore({ ...settings, onFailure: crash });
  await writeListening(dataDir, { host, port: store.port, pid: process.pid });
  let isStopping = false;
  const stop = (): void => {
    if (isStopping) return;
    isStopping = true;
    // Before the folder is given back, so that it is never the next one's.
    removeListening(dataDir)
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

/** The log could not be written or synced: nothing more is acknowledged, and a supervisor may start us again. */
function crash(error: unknown): never {
  process.stderr.write(
    `The event store stops, nothing of its last commit was acknowledged: ${describe(error)}\n`,
  );
  process.exit(LOG_FAILED);
}

function exitCodeOf(error: unknown): number {
  if (error instanceof InvalidSettings) return BAD_SETTINGS;
  return error instanceof DataFolderTaken ? FOLDER_TAKEN : 1;
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

main().catch((error: unknown) => {
  process.stderr.write(`The event store cannot start: ${describe(error)}\n`);
  process.exit(exitCodeOf(error));
});
