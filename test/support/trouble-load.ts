import { randomUUID } from 'node:crypto';
import { EventStoreDBClient, FORWARDS, START } from '@eventstore/db-client';
import type { Reply, Send } from './people';

/** A command that names itself by its key, in what it records as well. */
export interface Given {
  readonly key: string;
  readonly path: string;
  /** Sends it; again: the same one, under the same key. */
  send(): Promise<Reply>;
}

const KEY = /key-[0-9a-f-]{36}/;
const newKey = (): string => `key-${randomUUID()}`;

/** One command for each API. */
export function asks(send: Send): Given[] {
  const given = (path: string, body: (key: string) => unknown): Given => {
    const key = newKey();
    const named = path.replace('{session}', key);
    return {
      key,
      path: named,
      send: () => send('POST', named, body(key), { 'idempotency-key': key }),
    };
  };
  return [
    given('/api/sessions/{session}/review', (input) => ({ groups: ['banking'], connection: 'db', input })),
    given('/api/v1/approvals', (title) => ({ subjectKind: 'changeset', actionKind: 'apply', title })),
    given('/api/v1/review/{session}/request', (content) => ({
      module_name: 'executor',
      review_type: 'workflow_output',
      content,
    })),
  ];
}

export function rejects(send: Send, review: string): Given {
  const key = newKey();
  const path = `/api/reviews/${review}`;
  const body = { status: 'REJECTED', rejection_reason: key };
  return { key, path, send: () => send('PUT', path, body, { 'idempotency-key': key }) };
}

/** How often each command was recorded, by its key; read by the bare client, so that nothing of ours vouches for itself. */
export async function recordedKeys(connectionString: string): Promise<ReadonlyMap<string, number>> {
  const client = EventStoreDBClient.connectionString(connectionString);
  const counts = new Map<string, number>();
  try {
    for await (const { event } of client.readAll({ direction: FORWARDS, fromPosition: START })) {
      if (event === undefined || !['ReviewRequested', 'RejectionGiven'].includes(event.type)) continue;
      const key = KEY.exec(JSON.stringify(event.data))?.[0];
      if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  } finally {
    await client.dispose();
  }
  return counts;
}
