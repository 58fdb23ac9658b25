import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { residentMb } from '../proc';
import { launchProgram } from '../processes';
import { caughtUp, placesOf, startGateway } from '../product';
import type { ViewsBench } from './bench';
import type { ViewsMeasurement } from './figures';
import { storeHistory } from './history';
import { memoryFigures } from './report';

const SAMPLE_MS = 100;
const EVERY_MS = 500;
const WITHIN_MS = 3_600_000;
const MOST_SAID = 2_000;
const COMMANDS = [['replay', '--rows', '0'], ['diff'], ['verify']] as const;

/** What an auditor runs, over logs of two sizes, with its resident memory: the longer log must not take more of it. */
export async function measureAudit(bench: ViewsBench): Promise<readonly ViewsMeasurement[]> {
  const measurements: ViewsMeasurement[] = [];
  for (const size of bench.settings.auditEvents) {
    const folder = join(bench.folder, `audit-${size}`);
    const { store, history } = await storeHistory(bench, folder, size);
    const dataDir = join(folder, 'gateway');
    const gateway = await startGateway({ ...placesOf(bench), dataDir, store, projects: true });
    await caughtUp(gateway, { everyMs: EVERY_MS, withinMs: WITHIN_MS });
    await gateway.child.stop();
    const env = { DATA_DIR: dataDir, EVENTSTORE_CONNECTION_STRING: store.connectionString };
    for (const words of COMMANDS) {
      const { seconds, samples } = await watched(bench, words, env);
      const { startMb, p50Mb, maxMb } = memoryFigures(samples);
      const { events } = history;
      const figures = { events, perSecond: events / seconds, startMb, p50Mb, maxMb };
      bench.say(`audit, ${words[0]} of ${events} events: ${(events / seconds).toFixed(0)}/s`);
      measurements.push({ section: 'audit', name: `${words[0]}, ${size}`, figures });
    }
    await store.child.stop();
  }
  return measurements;
}

/** From the start of the process to its end. Nothing may be wrong with what the benchmark wrote. */
async function watched(
  bench: ViewsBench,
  words: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<{ readonly seconds: number; readonly samples: readonly number[] }> {
  const startedAt = performance.now();
  const program = join(__dirname, '../../apps/audit/src/main.js');
  const child = launchProgram('audit', program, { args: [...words, '--json'], env, logDir: bench.folder });
  const samples: number[] = [];
  const timer = setInterval(() => {
    const now = residentMb(child.pid);
    if (now !== null && now > 0) samples.push(now);
  }, SAMPLE_MS);
  const [code] = (await once(child.process, 'exit')) as [number | null];
  clearInterval(timer);
  if (code !== 0)
    throw new Error(
      `${words.join(' ')} ended with ${code}:\n${readFileSync(child.logFile, 'utf8').slice(0, MOST_SAID)}`,
    );
  return { seconds: (performance.now() - startedAt) / 1_000, samples };
}
