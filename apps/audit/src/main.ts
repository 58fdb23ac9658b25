import { type LogReader, openLogReader, type StoredLog } from '@countersign/event-store';
import { BadSettings } from '@countersign/settings';
import { type Command, readArguments } from './arguments';
import { diff } from './diff';
import { exported } from './export';
import { openStore } from './open-store';
import { openOutlet } from './outlet';
import { rebuild, replay, type Repair, retry } from './repair';
import { replayTo } from './replay';
import { readSettings } from './settings';
import { shown } from './shown';
import { status } from './status';
import { timeline } from './timeline';
import { USAGE } from './usage';
import { UsageMistake } from './usage-mistake';
import { verify, verifyFile } from './verify';
import { openVoice } from './voice';

const UNUSABLE = 2;
const UNREACHABLE = 3;
/** As sysexits.h has them. */
const CRASHED = 70;
const NOT_WRITTEN = 74;
const INTERRUPTED = 130;

const outlet = openOutlet();

async function main(): Promise<number> {
  const command = readArguments(process.argv.slice(2));
  if (command.kind === 'help') {
    await outlet.write(`${USAGE}\n`);
    return 0;
  }
  const voice = openVoice(command.isJson, { stdout: outlet });
  // An export is verified wherever it is kept, far from any log.
  if (command.kind === 'verify' && command.file !== null) {
    return verifyFile(command, command.file, { signal: interrupted(), voice });
  }
  const isLogOnly = command.kind === 'verify' || command.kind === 'export';
  const settings = readSettings(process.env, isLogOnly);
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
    return ended(command, await run(command, { log, database, leaseMs, signal: interruption, voice }));
  } catch (error) {
    if (!interruption.aborted) throw error;
    voice.warn('Interrupted. Nothing is lost: run it again.');
    return ended(command, INTERRUPTED);
  } finally {
    await log.close().finally(() => store.stop());
  }
}

/** Whoever reads no more, as `head` does, wants no more; a check that he cut short says nothing for all that. */
function ended({ kind }: Command, code: number): number {
  const isOnlyTold = kind === 'export' || kind === 'timeline' || kind === 'replay';
  return isOnlyTold && code === INTERRUPTED && outlet.isOver ? 0 : code;
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

/** The first signal ends the command in order, as it does when its answer cannot be written; a second one, at once. */
function interrupted(): AbortSignal {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(INTERRUPTED);
    controller.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, interrupt);
  return AbortSignal.any([controller.signal, outlet.signal]);
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
    case 'OutputFailed':
      return NOT_WRITTEN;
    default:
      return CRASHED;
  }
}

function tellError(error: unknown): number {
  const code = exitCodeOf(error);
  const message = error instanceof Error ? error.message : String(error);
  // What the operator himself got wrong may be told in several lines.
  const lines = code === UNUSABLE ? message.split('\n') : [message];
  const stack = error instanceof Error ? (error.stack ?? '').split('\n') : [];
  if (code === CRASHED) lines.push(...stack.filter((line) => /^ +at /.test(line)));
  if (error instanceof UsageMistake) lines.push('', '`npm run audit -- --help` explains the commands.');
  process.stderr.write(`${lines.map(shown).join('\n')}\n`);
  return code;
}

/** What was written to a pipe is on its way still, and would be lost with the process. */
async function leave(code: number): Promise<never> {
  await outlet.flushed();
  const { problem } = outlet;
  if (problem !== null) process.stderr.write(`${shown(`The answer cannot be written: ${problem}`)}\n`);
  await new Promise<void>((resolve) => {
    process.stderr.write('', () => resolve());
  });
  process.exit(problem === null ? code : NOT_WRITTEN);
}

process.stderr.on('error', () => undefined);
void main().catch(tellError).then(leave);
