import { setTimeout as delay } from 'node:timers/promises';
import { findStore, startStoreProcess, StoreNotStarted } from '@countersign/embedded-store';
import { StoreUnavailable } from '@countersign/event-store';
import type { Places } from '@countersign/settings';

interface OpenedStore {
  readonly connectionString: string;
  stop(): Promise<void>;
}

/** A store that holds its folder listens within this time, or never. */
const LISTENS_WITHIN_MS = 10_000;
const LOOK_MS = 100;

/**
 * The store of an installation: a real one, the embedded one that runs, or else the embedded one as a child of this
 * process. One that is started by somebody else meanwhile is used.
 */
export async function openStore(
  { connectionString, storeDir }: Pick<Places, 'connectionString' | 'storeDir'>,
  tell: (what: string) => void,
): Promise<OpenedStore> {
  if (connectionString !== null) return used(connectionString);
  const deadline = Date.now() + LISTENS_WITHIN_MS;
  for (;;) {
    const running = await findStore(storeDir);
    if (running !== null) return used(running.connectionString);
    try {
      return await startStoreProcess({
        dataDir: storeDir,
        port: 0,
        onRestart: (problem, delayMs) => tell(`${problem}; starting it again in ${delayMs} ms`),
      });
    } catch (error) {
      const isTaken = error instanceof StoreNotStarted && error.isFolderTaken;
      if (!isTaken || Date.now() > deadline) {
        throw new StoreUnavailable(error instanceof Error ? error.message : String(error), { cause: error });
      }
      await delay(LOOK_MS);
    }
  }
}

function used(connectionString: string): OpenedStore {
  return { connectionString, stop: () => Promise.resolve() };
}
