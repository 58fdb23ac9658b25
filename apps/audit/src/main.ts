import { openLogReader } from '@countersign/event-store';
import { BadSettings } from '@countersign/settings';
import { type Command, readArguments, UsageMistake } from './arguments';
import { diff } from './diff';
import { openStore } from './open-store';
import { rebuild, replay, type Repair, retry } from './repair';
import { replayTo } from './replay';
import { readSettings } from './settings';
import { status } from './status';
import { USAGE } from './usage';
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
  const settings = readSettings(process.env);
  const voice = openVoice(command.isJson);
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

type Replaying = Extract<Command, { readonly kind: 'rebuild' | 'replay' | 'diff' | 'replay-parked' }>;

function run(command: Replaying, repair: Repair): Promise<number> {
  switch (command.kind) {
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
