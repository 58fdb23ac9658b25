import { table } from '../database/table';

/**
 * Streams with an event that could not be read or folded: nothing behind it is applied, other streams go on. Made anew
 * by a replay, so that a version that can read the event brings the stream back.
 */
export const parkedTable = table(
  'parked_v1',
  { stream: 'text', position: 'text', event_id: 'text', type: 'text', reason: 'text' },
  { key: ['stream'], clustered: true },
);
