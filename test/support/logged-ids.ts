import { EventStoreDBClient, FORWARDS, START } from '@eventstore/db-client';

/** The ids of all our events in log order, read by the bare client, so that nothing of ours vouches for itself. */
export async function eventIdsInTheLog(connectionString: string): Promise<readonly string[]> {
  const client = EventStoreDBClient.connectionString(connectionString);
  const ids: string[] = [];
  try {
    for await (const { event } of client.readAll({ direction: FORWARDS, fromPosition: START })) {
      if (event !== undefined && /^(review|memory)-/.test(event.streamId)) ids.push(event.id);
    }
  } finally {
    await client.dispose();
  }
  return ids;
}
