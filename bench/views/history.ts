import { join } from 'node:path';
import type { HistoryJob, HistoryResult } from '../history/job';
import { launchProgram } from '../processes';
import { placesOf, startStore, type Store } from '../product';
import { askWorker } from '../worker';
import type { ViewsBench } from './bench';

interface StoredHistory {
  readonly store: Store;
  readonly history: HistoryResult;
}

/** A store of its own with a log of reviews, written by a process that ends with it. */
export async function storeHistory(
  bench: ViewsBench,
  folder: string,
  events: number,
): Promise<StoredHistory> {
  const store = await startStore(join(folder, 'store'), placesOf(bench));
  const writer = launchProgram('history', join(__dirname, '../history/main.js'), {
    args: [],
    logDir: bench.folder,
    hasChannel: true,
  });
  const { connectionString } = store;
  const history = await askWorker<HistoryJob, HistoryResult>(writer, { connectionString, events });
  await writer.stop();
  const perSecond = Math.round(history.events / history.seconds);
  bench.say(`a log of ${history.events} events, written at ${perSecond}/s`);
  return { store, history };
}
