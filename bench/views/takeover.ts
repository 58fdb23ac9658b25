import { join } from 'node:path';
import { dumpTables } from '@countersign/projections';
import { FLOWS, newSessions } from '../load/requests';
import { startPostgres } from '../postgres';
import { caughtUp, type Gateway, placesOf, startGateway, startStore } from '../product';
import type { ViewsBench } from './bench';
import { Client, expectStatus } from './client';
import { positionIn, seenAt } from './decisions';
import type { ViewsMeasurement } from './figures';

const { access } = FLOWS;

/**
 * Two gateways on one PostgreSQL. The one that projects is killed, and in the next turn stopped in the middle of what it
 * does; a write through the other one is seen there once that one projects. In the end the tables are those of a replay.
 */
export async function measureTakeover(
  bench: ViewsBench,
  folder: string,
): Promise<readonly ViewsMeasurement[]> {
  if (bench.postgres === null) return [];
  const store = await startStore(join(folder, 'store'), placesOf(bench));
  const server = await startPostgres(bench.postgres, join(folder, 'postgres'), bench.folder);
  const start = async (name: string, databaseUrl?: string): Promise<Gateway> => {
    const dataDir = join(folder, name);
    const views = databaseUrl === undefined ? {} : { databaseUrl, leaseMs: bench.settings.leaseMs };
    const gateway = await startGateway({ ...placesOf(bench), dataDir, store, projects: true, ...views });
    await caughtUp(gateway);
    return gateway;
  };
  const first = await start('first', server.connectionString);
  const second = await start('second', server.connectionString);
  await becomes(first, 'projecting');
  await becomes(second, 'standby');

  first.child.process.kill('SIGKILL');
  const killed = await writeThrough(bench, second);
  const third = await start('third', server.connectionString);
  await becomes(second, 'projecting');
  second.child.process.kill('SIGSTOP');
  const stopped = await writeThrough(bench, third);
  second.child.process.kill('SIGCONT');
  await becomes(second, 'standby');
  await caughtUp(second);

  const file = join(folder, 'replay', 'views.sqlite');
  await confirmTables([second, third], server.connectionString, () => start('replay'), file);
  await server.process.stop('SIGINT');
  await store.child.stop();
  const leaseSeconds = bench.settings.leaseMs / 1000;
  return Object.entries({ SIGKILL: killed, SIGSTOP: stopped }).map(([signal, seconds]) => ({
    section: 'takeover',
    name: `after ${signal}`,
    figures: { seconds, leaseSeconds, ofLease: seconds / leaseSeconds },
  }));
}

/** Asks for a review and waits until its asker sees the log up to there. Seconds since the call. */
async function writeThrough({ load }: ViewsBench, { port }: Gateway): Promise<number> {
  const client = new Client(port);
  const since = performance.now();
  const { method, path, body } = access.ask(newSessions(1)[0] ?? '');
  const answer = await client.send(method, path, load.people.askers[0] ?? '', { body });
  const { id } = JSON.parse(expectStatus(answer, access.askedStatus, 'asking').body) as { id: string };
  const position = positionIn(answer.headers['x-position']);
  const { at } = await seenAt(client, load.people.reviewers[0] ?? '', id, position);
  client.close();
  return (at - since) / 1000;
}

/** Fails where the gateway does not get there within a minute. */
async function becomes({ port }: Gateway, wanted: 'projecting' | 'standby'): Promise<void> {
  const deadline = performance.now() + 60_000;
  for (;;) {
    const response = await fetch(`http://127.0.0.1:${port}/readyz`);
    const { projections } = (await response.json()) as { projections: readonly { role: string }[] };
    if (projections.every(({ role }) => (role === 'standby') === (wanted === 'standby'))) return;
    if (performance.now() > deadline) throw new Error(`a gateway does not become ${wanted}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** They end first, so that nothing is written any more. */
async function confirmTables(
  gateways: readonly Gateway[],
  url: string,
  replay: () => Promise<Gateway>,
  file: string,
): Promise<void> {
  for (const { target } of gateways) await target.settle();
  for (const { child } of gateways) await child.stop();
  const replayed = await replay();
  await replayed.child.stop();
  const [kept, made] = [await dumpTables({ url }), await dumpTables({ file })];
  if (kept !== made || made === '') throw new Error('after takeovers the tables are not those of a replay');
}
