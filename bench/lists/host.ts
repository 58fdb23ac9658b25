import 'reflect-metadata';
import { join } from 'node:path';
import { startEventStore } from '@countersign/embedded-store';
import { openLog } from '@countersign/event-store';
import type { Position } from '@countersign/event-store';
import { Authenticator, openDevelopmentIdentity } from '@countersign/identity';
import { openViews } from '@countersign/projections';
import type { DatabaseAddress, Views } from '@countersign/projections';
import { openDatabase } from '../../libs/projections/src/database/open-database';
import { RememberedTotals } from '../../libs/projections/src/progress/remembered-totals';
import { readModel } from '../../libs/projections/src/read-model/read-model';
import { startAppOver } from '../../test/support/app-over';
import { watchHere } from './effort';
import { NAMES } from './fill';

/** What a host is told, as its one argument. */
export interface HostJob {
  readonly database: DatabaseAddress;
  /** Its development key is believed. */
  readonly identityDir: string;
  /** For what is the process's own. */
  readonly folder: string;
}

/**
 * The application of the gateway, listening, over a store in memory that holds nothing, and lists of a database that was
 * filled without it. Totals are counted again at every question, as where the views move all the time.
 */
async function host({ database, identityDir, folder }: HostJob): Promise<void> {
  const store = await startEventStore({ inMemory: true });
  const log = openLog({ connectionString: store.connectionString });
  const own = await openViews({ database: { file: join(folder, 'own.sqlite') }, log });
  own.start();
  const filled = await openDatabase(database, 60_000, 'lists');
  let position = 0n;
  const totals = new RememberedTotals(() => (position += 1n) as Position);
  const { reviews, decisions, memories, statistics } = readModel.queries(filled.read, NAMES, totals);
  const views = Object.create(own, {
    reviews: { value: reviews },
    decisions: { value: decisions },
    memories: { value: memories },
    statistics: { value: statistics },
  }) as Views;
  const { issuer } = await openDevelopmentIdentity(identityDir);
  const authenticator = new Authenticator([issuer], () => Date.now());
  const { app } = await startAppOver({ log, views, authenticator, apiKeySecrets: null });
  await app.listen({ port: 0, host: '127.0.0.1' });
  await own.progress.waitForHead(60_000);

  const watch = watchHere();
  process.on('message', (wish: 'begin' | 'end') => {
    const told = wish === 'begin' ? watch.begin() : watch.end();
    void told.then((effort) => process.send?.(effort ?? null));
  });
  process.once('disconnect', () => process.exit(0));
  process.send?.({ listening: Number(new URL(await app.getUrl()).port) });
}

host(JSON.parse(process.argv[2] ?? '') as HostJob).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
