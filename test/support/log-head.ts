import { BACKWARDS, END, EventStoreDBClient, FORWARDS, START } from '@eventstore/db-client';

/** A store may write events of its own behind the product's last one. */
const LOOKED_AT = 100;

/** Looks at the end of a store's log with the bare client, so that nothing of ours vouches for itself. */
export interface LogHead {
  /** The commit position of the product's last event, in streams of this prefix, null while there is none. */
  position(prefix?: string): Promise<bigint | null>;
  /** The ids of all requests for which something was recorded. */
  requests(): Promise<ReadonlySet<string>>;
  close(): Promise<void>;
}

export function openLogHead(connectionString: string): LogHead {
  const client = EventStoreDBClient.connectionString(connectionString);
  return {
    position: async (prefix = '') => {
      let last: bigint | null = null;
      const newest = client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: LOOKED_AT });
      for await (const { event } of newest) {
        const isOurs = event !== undefined && !event.streamId.startsWith('$');
        if (isOurs && event.streamId.startsWith(prefix)) last ??= event.position.commit;
      }
      return last;
    },
    requests: async () => {
      const ids = new Set<string>();
      for await (const { event } of client.readAll({ direction: FORWARDS, fromPosition: START })) {
        const metadata = event?.metadata as { readonly $correlationId?: string } | undefined;
        if (metadata?.$correlationId !== undefined) ids.add(metadata.$correlationId);
      }
      return ids;
    },
    close: () => client.dispose(),
  };
}
