import type { AppendQueue } from './log/append-queue';
import type { ProposedEvent } from './log/expectation';
import { newEventId } from './log/stream-metadata';
import { DEFAULT_USERS } from './service/users';

const FULL_NAMES: Record<string, string> = {
  admin: 'Event Store Administrator',
  ops: 'Event Store Operations',
};

const BY_ADMINS = { $r: '$admins', $w: '$admins', $d: '$admins', $mr: '$admins', $mw: '$admins' };

/**
 * A fresh database is not empty. A real node that asks for credentials records these when it first starts, an insecure
 * one the first of them; here they are always the same. Passwords are in the settings only.
 */
export function recordFirstEvents(appends: AppendQueue): void {
  const write = (stream: string, type: string, data: unknown): void =>
    appends.add({
      stream,
      expected: 'any',
      events: [typeof data === 'string' ? proposed(type, data, false) : proposed(type, JSON.stringify(data))],
      isDropped: () => false,
      done: () => undefined,
      dropped: () => undefined,
      failed: () => undefined,
    });
  write('$$$scavenges', '$metadata', {
    $maxAge: 2592000,
    $acl: { $r: '$ops', $w: [], $d: [], $mr: [], $mw: [] },
  });
  for (const { name, groups } of DEFAULT_USERS) {
    write(`$$$user-${name}`, '$metadata', { $acl: BY_ADMINS });
    write(`$user-${name}`, '$UserCreated', {
      loginName: name,
      fullName: FULL_NAMES[name],
      disabled: false,
      groups,
    });
    write('$users', '$User', name);
  }
  appends.flush();
}

function proposed(type: string, data: string, isJson = true): ProposedEvent {
  return { id: newEventId(), type, isJson, data: Buffer.from(data), metadata: Buffer.alloc(0) };
}
