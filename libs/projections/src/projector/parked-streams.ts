import { table } from '../database/table';

/**
 * Streams with an event that could not be read or folded: nothing behind it is applied, other streams go on. Made anew
 * by a replay, so that a version that can read the event brings the stream back.
 */
export const parkedTable = table(
  'parked',
  { stream: 'text', position: 'text', revision: 'integer', event_id: 'text', type: 'text', reason: 'text' },
  { key: ['stream'], clustered: true },
);

/** Parked streams that somebody wants to be tried again; whoever projects does it. They are of one build,
 * and outlive no other. */
export const replayRequestsTable = table(
  'replay_requests',
  { version: 'integer', build: 'integer', stream: 'text', requested_at: 'integer' },
  { key: ['version', 'build', 'stream'], clustered: true },
);
