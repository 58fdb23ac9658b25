import { randomUUID } from 'node:crypto';
import 'reflect-metadata';
import {
  type ApiKeyCommand,
  type ApiKeyEvent,
  decideApiKeys,
  encodeApiKeyEvent,
  evolveAllApiKeys,
  evolveApiKeys,
  NO_API_KEYS,
} from '@countersign/api-key';
import { CorruptStream, StoreUnavailable } from '@countersign/event-store';
import { issueKey, KEY, keyHolder, revokeKey, WORKSPACE } from '@countersign/testing';
import { LogInMemory } from './log-in-memory.spec-support';
import { WorkspaceApiKeys } from './workspace-api-keys';

const REAL = ['nextTick', 'setImmediate', 'queueMicrotask'] as const;
beforeEach(() => jest.useFakeTimers({ doNotFake: [...REAL] }));
afterEach(() => jest.useRealTimers());

/** A gateway and the log, in which others write too. */
function gateway() {
  const log = new LogInMemory();
  const keys = new WorkspaceApiKeys(log);
  let state = NO_API_KEYS;
  const record = (event: ApiKeyEvent): void => {
    state = evolveApiKeys(state, event);
    const { type, data } = encodeApiKeyEvent(event);
    log.add(type, data);
  };
  const tell = (command: ApiKeyCommand): void => {
    const decided = decideApiKeys(command, state);
    if (decided.kind === 'refused') throw new Error(decided.refusal.code);
    decided.events.forEach(record);
  };
  const statusOf = async (id = KEY): Promise<'none' | 'counts' | 'revoked'> => {
    const key = await keys.keyOf(WORKSPACE, id);
    return key === null ? 'none' : key.revoked === null ? 'counts' : 'revoked';
  };
  return { log, keys, tell, statusOf, stateNow: () => state };
}
/** Lets begin, and end, what nothing holds. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
function held(): { gate: Promise<void>; open: () => void } {
  let open: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (open = resolve));
  return { gate, open: () => open() };
}

describe('a gateway that nobody called for long', () => {
  it('reads before it answers: what was revoked meanwhile counts for no call', async () => {
    const { tell, statusOf } = gateway();
    tell(issueKey());
    expect(await statusOf()).toBe('counts');
    tell(revokeKey());
    jest.advanceTimersByTime(3_600_000);
    expect(await statusOf()).toBe('revoked');
  });
});

describe('a gateway that is called all the time', () => {
  it('reads once every half a second, behind the calls', async () => {
    const { log, keys, tell, statusOf } = gateway();
    tell(issueKey());
    expect(keys.lastSeen(WORKSPACE, KEY)).toBeNull();
    await statusOf();
    expect(keys.lastSeen(WORKSPACE, KEY)).toMatchObject({ revoked: null });
    tell(revokeKey());
    jest.advanceTimersByTime(499);
    for (let call = 0; call < 10; call += 1) expect(await statusOf()).toBe('counts');
    expect(log.reads.begun).toBe(1);
    jest.advanceTimersByTime(1);
    expect(await statusOf()).toBe('counts');
    await settled();
    for (let call = 0; call < 10; call += 1) expect(await statusOf()).toBe('revoked');
    expect(log.reads.begun).toBe(2);
  });

  it('knows at once what it revoked itself, also where a read is under way that began before', async () => {
    const { log, keys, tell, statusOf, stateNow } = gateway();
    tell(issueKey());
    await statusOf();
    jest.advanceTimersByTime(1_000);
    const { gate, open } = held();
    log.gate = gate;
    const joined = [statusOf(), statusOf()];
    await settled();
    tell(revokeKey());
    keys.learn(WORKSPACE, stateNow());
    open();
    expect(await Promise.all(joined)).toEqual(['revoked', 'revoked']);
    expect(await statusOf()).toBe('revoked');
  });
});

describe('a log that does not answer', () => {
  it('lets what was known last count for five seconds, each call waiting a moment at most, and no longer', async () => {
    const { log, tell, statusOf } = gateway();
    tell(issueKey());
    await statusOf();
    log.gate = new Promise(() => undefined);
    jest.advanceTimersByTime(1_000);
    const first = statusOf();
    await settled();
    jest.advanceTimersByTime(400);
    expect(await first).toBe('counts');
    const next = statusOf();
    await settled();
    jest.advanceTimersByTime(0);
    expect(await next).toBe('counts');
    jest.advanceTimersByTime(3_599);
    const last = statusOf();
    await settled();
    jest.advanceTimersByTime(0);
    expect(await last).toBe('counts');
    jest.advanceTimersByTime(1);
    const late = statusOf();
    const refused = expect(late).rejects.toThrow(StoreUnavailable);
    await settled();
    jest.advanceTimersByTime(2_000);
    await refused;
  });

  it('holds up nobody once it is back', async () => {
    const { log, tell, statusOf } = gateway();
    const { gate, open } = held();
    log.gate = gate;
    tell(issueKey());
    const refused = expect(statusOf()).rejects.toThrow(StoreUnavailable);
    await settled();
    jest.advanceTimersByTime(2_000);
    await refused;
    open();
    await settled();
    expect(await statusOf()).toBe('counts');
  });
});

describe('a stream that this version cannot read to its end', () => {
  it('takes back every key after five seconds, for it could be what takes one back', async () => {
    const { log, tell, statusOf } = gateway();
    tell(issueKey());
    await statusOf();
    log.add('ApiKeySuspended', { key: KEY });
    jest.advanceTimersByTime(4_999);
    expect(await statusOf()).toBe('counts');
    jest.advanceTimersByTime(1);
    await expect(statusOf()).rejects.toThrow(CorruptStream);
  });

  it('is read up to there, whatever comes before', async () => {
    const { log, keys, tell } = gateway();
    tell(issueKey());
    tell(revokeKey());
    log.add('ApiKeySuspended', { key: KEY });
    for (let time = 0; time < 3; time += 1)
      await expect(keys.keyOf(WORKSPACE, KEY)).rejects.toThrow('ApiKeySuspended');
    expect(log.reads.events).toBe(2 + 3);
  });
});

describe('keys that are larger together than what is kept', () => {
  it('are kept all the same', async () => {
    const { log, keys, statusOf } = gateway();
    const groups = Array.from({ length: 50 }, (_, number) => `${number}`.padEnd(256, 'x'));
    const decided = decideApiKeys(issueKey(), NO_API_KEYS);
    const [issued] = decided.kind === 'accepted' ? decided.events : [];
    // More than may be issued now, as they may stand in the log.
    const events = Array.from({ length: 12_000 }, (_, number) => {
      const holder = keyHolder({ groups });
      return { ...(issued as ApiKeyEvent), holder, key: number === 0 ? KEY : randomUUID() } as ApiKeyEvent;
    });
    keys.learn(WORKSPACE, evolveAllApiKeys(NO_API_KEYS, events));
    const [{ type, data }] = events.map(encodeApiKeyEvent) as [ReturnType<typeof encodeApiKeyEvent>];
    for (let count = 0; count < events.length; count += 1) log.add(type, data);
    for (let call = 0; call < 5; call += 1) {
      expect(await statusOf()).toBe('counts');
      jest.advanceTimersByTime(1_000);
    }
    expect(log.reads.events).toBe(0);
  });
});

describe('a key that is not among the known', () => {
  const OTHER = '0b7d2c11-5a0e-4b43-9a34-6f1f0c9e2d55';
  it('is found where another gateway has just issued it', async () => {
    const { tell, statusOf } = gateway();
    tell(issueKey());
    await statusOf();
    jest.advanceTimersByTime(1);
    tell(issueKey({ key: OTHER }));
    expect(await statusOf(OTHER)).toBe('counts');
  });

  it('and that there is not costs the log a read a second, however often it is tried', async () => {
    const { log, tell, statusOf } = gateway();
    tell(issueKey());
    await statusOf();
    jest.advanceTimersByTime(1);
    for (let call = 0; call < 50; call += 1) expect(await statusOf(OTHER)).toBe('none');
    expect(log.reads.begun).toBe(2);
    jest.advanceTimersByTime(1_000);
    for (let call = 0; call < 50; call += 1) expect(await statusOf(OTHER)).toBe('none');
    expect(log.reads.begun).toBe(3);
  });

  it('costs a gateway that has just begun one read, and not two', async () => {
    const { log, tell, statusOf } = gateway();
    tell(issueKey());
    expect(await statusOf(OTHER)).toBe('none');
    expect(log.reads.begun).toBe(1);
  });
});
