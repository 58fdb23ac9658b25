import { type LogReader, openLogReader, type StoredLog } from '@countersign/event-store';
import { BadSettings } from '@countersign/settings';
import { type Command, readArguments } from './arguments';
import { diff } from './diff';
import { exported } from './export';
import { openStore } from './open-store';
import { rebuild, replay, type Repair, retry } from './repair';
import { replayTo } from './replay';
import { readSettings } from './settings';
import { status } from './status';
import { timeline } from './timeline';
import { USAGE } from './usage';
import { UsageMistake } from './usage-mistake';
import { verify, verifyFile } from './verify';
import { openVoice } from './voice';

const UNUSABLE = 2;
const UNREACHABLE = 3;
const INTERRUPTED = 130;

async function main(): Promise<number> {
  const command = readArguments(process.argv.slice(2));
  if (command.kind === 'help') {
    console.log(USAGE);
    return 0;
  }
  const voice = openVoice(command.isJson);
  // An export is verified wherever it is kept, far from any log.
  if (command.kind === 'verify' && command.file !== null) {
    return verifyFile(command, command.file, { signal: interrupted(), voice });
  }
  const settings = readSettings(process.env);
  if (command.kind === 'status') return status(settings.database, voice);
  if (command.kind === 'retry-parked-work') {
    return retry({ database: settings.database, voice }, command.keys);
  }
  const interruption = interrupted();
  const store = await openStore(settings, (what) => voice.warn(what));
  const log = openLogReader({ connectionString: store.connectionString });
  try {
    // Said at once, and not only where it is first needed.
    await log.head();
    const { database, leaseMs } = settings;
    return await run(command, { log, database, leaseMs, signal: interruption, voice });
  } catch (error) {
    if (!interruption.aborted) throw error;
    voice.warn('Interrupted. Nothing is lost: run it again.');
    return INTERRUPTED;
  } finally {
    await log.close();
    await store.stop();
  }
}

type OverLog = Exclude<Command, { readonly kind: 'help' | 'status' | 'retry-parked-work' }>;

function run(command: OverLog, repair: Repair & { readonly log: LogReader & StoredLog }): Promise<number> {
  switch (command.kind) {
    case 'verify':
      return verify(command, repair);
    case 'export':
      return exported(command, repair);
    case 'timeline':
      return timeline(command, repair);
    case 'rebuild':
      return rebuild(repair);
    case 'replay':
      return replayTo(repair, command);
    case 'diff':
      return diff(repair);
    case 'replay-parked':
      return replay(repair, command.streams);
  }
}

/** The first signal ends the command in order; a second one, at once. */
function interrupted(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort());
  return controller.signal;
}

function exitCodeOf(error: unknown): number {
  if (error instanceof BadSettings || error instanceof UsageMistake) return UNUSABLE;
  switch (error instanceof Error ? error.name : '') {
    case 'StoreUnavailable':
    case 'UnsupportedStore':
    case 'ViewsUnavailable':
      return UNREACHABLE;
    case 'ViewsStopped':
    case 'NoViewsYet':
    case 'PlaceNotReached':
    case 'UnknownPosition':
    case 'UnusableExport':
      return UNUSABLE;
    default:
      return 1;
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    if (error instanceof UsageMistake) console.error('\n`npm run audit -- --help` explains the commands.');
    process.exit(exitCodeOf(error));
  },
);
