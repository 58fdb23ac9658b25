import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { benchDashboard } from './dashboard/bench-dashboard';
import { DASHBOARD_USAGE, readDashboardSettings } from './dashboard/settings';
import type { Round } from './figures';
import { benchLists } from './lists/bench-lists';
import { LISTS_USAGE, readListsSettings } from './lists/settings';
import { machineFacts } from './machine';
import { render, reportOn } from './report';
import { playRound } from './round';
import { BadSettings, type BenchSettings, readSettings, USAGE } from './settings';
import { benchStore } from './store/bench-store';
import { readStoreBenchSettings, STORE_USAGE } from './store/settings';
import { benchViews } from './views/bench-views';
import { readViewsSettings, VIEWS_USAGE } from './views/settings';
import { saveReport, withWorkbench } from './workbench';

const [first, ...rest] = process.argv.slice(2);
const USAGES = new Map([
  ['views', VIEWS_USAGE],
  ['lists', LISTS_USAGE],
  ['dashboard', DASHBOARD_USAGE],
  ['store', STORE_USAGE],
]);
const usage = USAGES.get(first ?? '') ?? USAGE;

async function main(): Promise<void> {
  if (first === 'views') {
    const settings = readViewsSettings(rest);
    return settings === 'help' ? console.log(usage) : benchViews(settings);
  }
  if (first === 'lists') {
    const settings = readListsSettings(rest);
    return settings === 'help' ? console.log(usage) : benchLists(settings);
  }
  if (first === 'dashboard') {
    const settings = readDashboardSettings(rest);
    return settings === 'help' ? console.log(usage) : benchDashboard(settings);
  }
  if (first === 'store') {
    const settings = readStoreBenchSettings(rest);
    return settings === 'help' ? console.log(usage) : benchStore(settings);
  }
  const settings = readSettings(process.argv.slice(2));
  return settings === 'help' ? console.log(usage) : benchProduct(settings);
}

function benchProduct(settings: BenchSettings): Promise<void> {
  return withWorkbench(settings, async (bench) => {
    const rounds: Round[] = [];
    for (let index = 0; index < settings.rounds; index++) {
      bench.say(`round ${index + 1} of ${settings.rounds}`);
      rounds.push(await playRound({ ...bench, settings }, index));
      rmSync(join(bench.folder, `round-${index}`), { recursive: true, force: true });
    }
    const report = reportOn(machineFacts(), settings, rounds);
    console.log(render(report));
    console.log(`\nevery round's figures: ${saveReport(report)}`);
  });
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof BadSettings ? `${error.message}\n\n${usage}` : error);
    process.exit(error instanceof BadSettings ? 2 : 1);
  },
);
