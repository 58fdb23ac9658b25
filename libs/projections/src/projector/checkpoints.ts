import { table } from '../database/table';

/**
 * Where each projection stands: position and id of the last event seen, empty before the first. They are written in
 * the transaction of the rows, only from the place where the writer believed them to be.
 */
export const checkpointsTable = table(
  'checkpoints',
  { name: 'text', version: 'integer', position: 'text', event_id: 'text', updated_at: 'integer' },
  { key: ['name', 'version'], clustered: true },
);

export interface Checkpoint {
  /** As text; empty before the first event. */
  readonly position: string;
  readonly eventId: string;
}

/** The views cannot go on and must not: to be repaired by a person. Nothing was skipped. */
export class ViewsStopped extends Error {
  override readonly name = 'ViewsStopped';
}
