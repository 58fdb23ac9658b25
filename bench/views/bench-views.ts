import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { machineFacts } from '../machine';
import { saveReport, withWorkbench } from '../workbench';
import { measureAudit } from './audit';
import type { Database, ViewsBench } from './bench';
import type { Section, ViewsMeasurement } from './figures';
import { measureLag } from './lag';
import { measureMemory } from './memory';
import { Replays } from './replay';
import { renderViews, reportOnViews } from './report';
import type { ViewsSettings } from './settings';
import { measureStreams } from './streams';
import { measureTakeover } from './takeover';

export function benchViews(settings: ViewsSettings): Promise<void> {
  const { postgres, profiles, inFlight, rounds } = settings;
  return withWorkbench({ postgres, profiles, connections: inFlight }, async (workbench) => {
    const bench: ViewsBench = { ...workbench, settings };
    const measurements: ViewsMeasurement[] = [];
    const replays = await Replays.prepare(bench);
    for (let index = 0; index < rounds; index++) {
      bench.say(`round ${index + 1} of ${rounds}`);
      const folder = join(bench.folder, `round-${index}`);
      measurements.push(...(await playRound(bench, replays, folder, index)));
      rmSync(folder, { recursive: true, force: true });
    }
    await replays?.end();
    if (settings.sections.includes('memory')) measurements.push(...(await measureMemory(bench)));
    if (settings.sections.includes('audit')) measurements.push(...(await measureAudit(bench)));
    const report = reportOnViews(machineFacts(), settings, measurements);
    console.log(renderViews(report));
    console.log(`\nevery round's figures: ${saveReport(report, '-views')}`);
  });
}

/** Every other round goes backwards, so that no database always comes first. */
async function playRound(
  bench: ViewsBench,
  replays: Replays | null,
  folder: string,
  index: number,
): Promise<readonly ViewsMeasurement[]> {
  const databases: Database[] = bench.postgres === null ? ['SQLite'] : ['SQLite', 'PostgreSQL'];
  if (index % 2 === 1) databases.reverse();
  const parts: Partial<Record<Section, () => Promise<readonly ViewsMeasurement[]>>> = {
    replay: async () => (await replays?.round(databases, join(folder, 'replay'))) ?? [],
    lag: async () => {
      const all: ViewsMeasurement[] = [];
      for (const database of databases)
        all.push(...(await measureLag(bench, database, join(folder, `lag-${database}`))));
      return all;
    },
    streams: () => measureStreams(bench, join(folder, 'streams')),
    takeover: () => measureTakeover(bench, join(folder, 'takeover')),
  };
  const measurements: ViewsMeasurement[] = [];
  for (const [section, part] of Object.entries(parts)) {
    if (!bench.settings.sections.includes(section as Section)) continue;
    for (const measurement of await part()) {
      bench.say(`${section}, ${measurement.name}: ${said(measurement)}`);
      measurements.push(measurement);
    }
  }
  return measurements;
}

function said({ figures }: ViewsMeasurement): string {
  const words = Object.entries(figures).map(([key, value]) => `${key} ${value?.toPrecision(4) ?? '-'}`);
  return words.join(', ');
}
