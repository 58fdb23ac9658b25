import type { LogReader } from '@countersign/event-store';
import { rebuildViews, replayParked, retryParkedWork } from '@countersign/projections';
import type { Places } from '@countersign/settings';
import { Progress } from './progress';
import type { Voice } from './voice';

export interface Repair {
  readonly log: LogReader;
  readonly database: Places['database'];
  readonly leaseMs: number;
  readonly signal: AbortSignal;
  readonly voice: Voice;
}

export async function rebuild({ log, database, leaseMs, signal, voice }: Repair): Promise<number> {
  const startedAt = performance.now();
  const progress = new Progress(voice);
  const build = await rebuildViews({
    log,
    database,
    leaseMs,
    signal,
    logger: loggerOf(voice),
    onProgress: (position, end) => progress.step({ position, end }),
  });
  const seconds = Math.round(performance.now() - startedAt) / 1_000;
  await voice.answer({ build, seconds }, [
    `The views serve from build ${build}, after ${seconds.toFixed(1)} s.`,
  ]);
  return 0;
}

export async function replay(
  { log, database, leaseMs, signal, voice }: Repair,
  streams: readonly string[],
): Promise<number> {
  const { before, after } = await replayParked({
    log,
    database,
    leaseMs,
    signal,
    logger: loggerOf(voice),
    ...(streams.length === 0 ? {} : { streams }),
  });
  const isWanted = ({ stream }: { readonly stream: string }): boolean =>
    streams.length === 0 || streams.includes(stream);
  const tried = before.filter(isWanted);
  const still = after.filter(isWanted);
  const back = tried.filter(({ stream }) => !still.some((row) => row.stream === stream));
  const notParked = streams.filter((name) => !before.some(({ stream }) => stream === name));
  await voice.answer({ parked: tried, back: back.map(({ stream }) => stream), still, notParked }, [
    tried.length === 0 ? 'Nothing was parked.' : `${tried.length} parked:`,
    ...tried.map(({ stream, position }) => `  ${stream} at ${position}`),
    ...notParked.map((stream) => `not parked: ${stream}`),
    ...back.map(({ stream }) => `back: ${stream}`),
    ...still.map(({ stream, position, reason }) => `still parked: ${stream} at ${position}: ${reason}`),
  ]);
  return still.length === 0 ? 0 : 1;
}

/** Needs no log: only a row beside the views says that work is parked. */
export async function retry(
  { database, voice }: Pick<Repair, 'database' | 'voice'>,
  keys: readonly string[],
): Promise<number> {
  const again = await retryParkedWork(database, keys.length === 0 ? null : keys);
  const notParked = keys.filter((name) => !again.some(({ key }) => key === name));
  await voice.answer({ again, notParked }, [
    ...(again.length === 0 && notParked.length === 0 ? ['Nothing was parked.'] : []),
    ...again.map(
      ({ reaction, key, attempts, problem }) =>
        `tried again: ${reaction} ${key}, after ${attempts} attempts: ${problem}`,
    ),
    ...notParked.map((key) => `not parked: ${key}`),
  ]);
  return 0;
}

function loggerOf(voice: Voice) {
  const warn = (message: string): void => voice.warn(message);
  return { warn, error: warn };
}
