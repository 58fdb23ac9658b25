import { PassThrough } from 'node:stream';
import type { Connection } from './connection';
import { subscribe } from './following';
import type { LogEntry } from './log';

/** The client's side of a subscription, in the hands of the test. */
class Subscription extends PassThrough {
  constructor() {
    super({ objectMode: true });
  }

  async unsubscribe(): Promise<void> {
    this.destroy();
  }

  deliver(position: bigint): void {
    const created = new Date(0);
    const place = { streamId: '$system', revision: 0n, position: { commit: position, prepare: position } };
    this.write({
      event: { id: `id ${position}`, type: 't', data: {}, metadata: {}, isJson: true, created, ...place },
    });
  }
}

const SILENCE = 5_000;

describe('a subscription', () => {
  let call: Subscription;
  let known: bigint;
  let ended: unknown;
  let arrived: bigint[];
  let batches: AsyncGenerator<readonly LogEntry[], void, undefined>;
  let stop: AbortController;
  let gatherMs: number;

  beforeEach(async () => {
    jest.useFakeTimers({ now: 0, doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
    call = new Subscription();
    known = 0n;
    ended = undefined;
    arrived = [];
    stop = new AbortController();
    gatherMs = 0;
    const client = { subscribeToAll: () => call };
    const connection = {
      client: () => Promise.resolve(client),
      watch: () => undefined,
      end: () => void call.destroy(),
    } as unknown as Connection;
    batches = subscribe(
      {
        connection,
        known: () => known,
        arrived: ({ position }) => void arrived.push(position),
        silenceTimeout: SILENCE,
        signal: stop.signal,
        gatherMs: () => gatherMs,
      },
      null,
      2,
    );
  });
  afterEach(async () => {
    stop.abort();
    await batches.return();
    jest.useRealTimers();
  });

  /** Asks for the next batch and remembers how the subscription ended, if it did. */
  const next = (): Promise<readonly LogEntry[] | null> =>
    batches.next().then(
      ({ value }) => value ?? null,
      (error: unknown) => {
        ended = error;
        return null;
      },
    );
  const pass = async (milliseconds: number): Promise<void> => {
    for (let passed = 0; passed < milliseconds; passed += 500) {
      jest.advanceTimersByTime(500);
      await turns();
    }
  };

  it('that is quiet goes on for ever', async () => {
    call.deliver(1n);
    await next();
    known = 1n;
    void next();
    await pass(100 * SILENCE);
    expect(call.destroyed).toBe(false);
  });

  it('that stays behind a position known otherwise is given up after the time-out', async () => {
    call.deliver(1n);
    await next();
    known = 2n;
    const pending = next();
    await pass(SILENCE - 500);
    expect(call.destroyed).toBe(false);
    await pass(3_000);
    await pending;
    expect(ended).toMatchObject({ name: 'StoreUnavailable', message: 'the subscription fell silent' });
  });

  it('that is behind but moving goes on', async () => {
    known = 1_000n;
    for (let position = 1n; position <= 20n; position += 1n) {
      const batch = next();
      call.deliver(position);
      await batch;
      await pass(SILENCE - 1_500);
    }
    expect(call.destroyed).toBe(false);
  });

  it('whose consumer is the slow one goes on, and reads no further than one batch ahead', async () => {
    known = 1_000n;
    for (let position = 1n; position <= 10n; position += 1n) call.deliver(position);
    expect(await next()).toHaveLength(2);
    await pass(10 * SILENCE);
    expect(call.destroyed).toBe(false);
    expect(arrived.length).toBeLessThanOrEqual(4);
  });

  it('gathers for as long as it is told to, and no longer than until a batch is full', async () => {
    gatherMs = 500;
    const first = next();
    call.deliver(1n);
    await turns();
    call.deliver(2n);
    expect(await first).toHaveLength(2);

    let second: readonly LogEntry[] | null = null;
    void next().then((batch) => (second = batch));
    call.deliver(3n);
    await turns();
    expect(second).toBeNull();
    await pass(500);
    expect(second).toHaveLength(1);
  });

  it('hands over what arrived before it failed, then fails', async () => {
    call.deliver(1n);
    await turns();
    const first = next();
    await turns();
    call.destroy(new Error('gone'));
    expect(await first).toHaveLength(1);
    await next();
    expect(ended).toMatchObject({ message: 'gone' });
  });
});

async function turns(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
