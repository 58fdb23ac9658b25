import type { LogReader } from '@countersign/event-store';
import type { Checkpoint } from '../builds/builds';
import { positionOf } from '../database/position-text';
import { REPAIR, ViewsStopped } from './views-stopped';

/** The event at the checkpoint must still be the one that was seen there: else this is another store. Throws {@link ViewsStopped}. */
export async function confirmCheckpoint(
  log: Pick<LogReader, 'entryAt'>,
  { position, eventId }: Checkpoint,
): Promise<void> {
  if (position === '') return;
  const entry = await log.entryAt(positionOf(position));
  if (entry?.id === eventId) return;
  throw new ViewsStopped(
    `the store has ${entry === null ? 'no event' : 'another event'} at the checkpoint ${positionOf(position)}: ` +
      `it is another store or was restored; ${REPAIR}`,
  );
}

/** Whether {@link confirmCheckpoint} finds nothing wrong. Throws where the store cannot be asked. */
export async function isOfThisStore(
  log: Pick<LogReader, 'entryAt'>,
  checkpoint: Checkpoint,
): Promise<boolean> {
  try {
    await confirmCheckpoint(log, checkpoint);
    return true;
  } catch (error) {
    if (error instanceof ViewsStopped) return false;
    throw error;
  }
}
