import type { Child } from '../processes';
import { askWorker } from '../worker';
import type { ClientJob, ClientResult } from './job';
import type { StoreBenchSettings } from './settings';

/** What every part of the benchmark has. */
export interface Bench {
  readonly settings: StoreBenchSettings;
  readonly folder: string;
  readonly client: Child;
  readonly profileDir: string | null;
  readonly say: (line: string) => void;
}

export function ask(bench: Bench, job: object): Promise<ClientResult> {
  return askWorker(bench.client, job as ClientJob);
}
