import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { residentMb } from '../proc';
import { firstMessage, launchProgram } from '../processes';
import { median } from '../statistics';
import { askWorker } from '../worker';
import { ask, type Bench } from './bench';
import type { ClientResult, HostJob } from './job';
import type { LongLog } from './report';

const PROGRAM = join(__dirname, '../../libs/embedded-store/src/main.js');
const SHORT_EVENTS = 1000;
const OPENINGS = 3;

/** What the length of a log costs: opening it, and the last event of its longest stream. */
export async function measureLong(bench: Bench): Promise<LongLog> {
  const { settings, folder } = bench;
  const dataDir = join(settings.data ?? folder, `log-${settings.events}`);
  await fillLong(bench, dataDir);
  const openings: number[] = [];
  const sizes: number[] = [];
  let last: ClientResult = [];
  for (let opening = 0; opening < OPENINGS; opening++) {
    const startedAt = performance.now();
    const child = launchProgram('store', PROGRAM, {
      args: ['--port', '0', '--data', dataDir],
      logDir: folder,
      hasChannel: true,
    });
    const { listening } = (await firstMessage(child)) as { listening: number };
    openings.push(performance.now() - startedAt);
    sizes.push(residentMb(child.pid) ?? NaN);
    const connectionString = `esdb://127.0.0.1:${listening}?tls=false`;
    last = await ask(bench, {
      kind: 'last events',
      connectionString,
      streams: ['long', 'short'],
      reads: 400,
    });
    await child.stop();
  }
  const [lastOfLong = NaN, lastOfShort = NaN] = last;
  return {
    events: settings.events,
    openedMs: median(openings),
    residentMb: Number.isNaN(median(sizes)) ? null : median(sizes),
    lastOfLong,
    lastOfShort,
  };
}

async function fillLong({ settings, folder, say }: Bench, dataDir: string): Promise<void> {
  mkdirSync(dataDir, { recursive: true });
  const child = launchProgram('filler', join(__dirname, 'host.js'), {
    args: [],
    logDir: folder,
    hasChannel: true,
  });
  const startedAt = performance.now();
  const streams = { long: settings.events - SHORT_EVENTS, short: SHORT_EVENTS };
  const recorded = await askWorker<HostJob, number>(child, { kind: 'fill', dataDir, streams });
  const seconds = (performance.now() - startedAt) / 1000;
  if (recorded > 0) say(`${recorded} events recorded in ${seconds.toFixed(1)} s`);
  await child.stop();
}
