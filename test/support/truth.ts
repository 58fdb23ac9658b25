import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLog, type StoredEvent } from '@countersign/event-store';
import { type DatabaseAddress, dumpTables, openViews } from '@countersign/projections';
import { EventStoreDBClient, FORWARDS, START } from '@eventstore/db-client';
import { verifyChain } from '../../libs/event-store/src/whole-chain.spec-support';

export interface LoggedDecision {
  readonly review: string;
  readonly revision: bigint;
  readonly type: string;
}

export interface LogReading {
  readonly decisions: readonly LoggedDecision[];
  /** Streams whose hash chain does not hold, and why. */
  readonly brokenChains: readonly string[];
}

const DECISIONS = ['ApprovalGiven', 'RejectionGiven', 'RevocationGiven', 'ReviewForced'];

/** What the log holds, read by the bare client, so that nothing of ours vouches for itself. */
export async function decisionsInTheLog(connectionString: string): Promise<LogReading> {
  const client = EventStoreDBClient.connectionString(connectionString);
  const streams = new Map<string, StoredEvent[]>();
  try {
    for await (const { event } of client.readAll({ direction: FORWARDS, fromPosition: START })) {
      if (event === undefined || !/^(review|memory)-/.test(event.streamId)) continue;
      const { id, streamId: stream, revision, type, data, metadata } = event;
      const before = streams.get(stream) ?? [];
      streams.set(stream, [...before, { id, stream, revision, type, data, metadata }]);
    }
  } finally {
    await client.dispose();
  }
  const decisions = [...streams.values()].flat().flatMap(({ stream, revision, type }) => {
    const review = stream.split('_')[1] ?? '';
    return DECISIONS.includes(type) ? [{ review, revision, type }] : [];
  });
  const brokenChains = [...streams].flatMap(([stream, events]) => {
    const finding = verifyChain(events);
    return finding.ok ? [] : [`${stream}@${finding.revision}: ${finding.problem}`];
  });
  return { decisions, brokenChains };
}

/** Builds every view anew from the log and compares it with views that stand at its head: the rows that differ. */
export async function compareWithReplay(
  database: DatabaseAddress,
  connectionString: string,
): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-replay-'));
  const log = openLog({ connectionString });
  try {
    const file = join(folder, 'views.sqlite');
    const views = await openViews({ database: { file }, log });
    views.start();
    if (!(await views.progress.waitForHead(60_000))) throw new Error('the replay did not reach the head');
    await views.close();
    return differences(await dumpTables(database), await dumpTables({ file }));
  } finally {
    await log.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function differences(live: string, replayed: string): string[] {
  const [here, there] = [live.split('\n'), replayed.split('\n')];
  const [inLive, inReplay] = [new Set(here), new Set(there)];
  return [
    ...here.filter((row) => !inReplay.has(row)).map((row) => `only live: ${row}`),
    ...there.filter((row) => !inLive.has(row)).map((row) => `only replayed: ${row}`),
  ];
}
