import { type EventStoreServer, startEventStore } from '@countersign/embedded-store';
import { answerJobs } from '../worker';
import { fill } from './fill';
import type { HostJob } from './job';

/** A store in a process of its own, which tells of its commits. */
let store: EventStoreServer | undefined;

answerJobs(async (job: HostJob): Promise<string | number> => {
  switch (job.kind) {
    case 'commits':
      return store?.commits ?? 0;
    case 'fill':
      return fill(job.dataDir, job.streams);
    case 'open':
      store = await startEventStore(job.dataDir === null ? { inMemory: true } : { dataDir: job.dataDir });
      return store.connectionString;
  }
});
// By hand, so that a profile is written.
process.on('SIGTERM', () => process.exit(0));
