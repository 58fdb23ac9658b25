import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DeadlineWork, Views, WorkTable } from '@countersign/projections';
import { expire } from '@countersign/testing';
import { counts } from '../../testing/src/counts';
import { describeOnDatabases, describeOnSqlite } from '../../testing/src/test-databases';
import { startDeadlines } from './deadlines';
import { asked, decide, Gateways, type TestGateway, until } from './gateways.spec-support';
import { ServiceFailed, type Step } from './attempt';
import { type Reaction, Runner, type RunnerOptions } from './runner';

jest.setTimeout(60_000);

/** However slow the machine is, nothing ends because the lease does. */
const LASTING = { leaseMs: 20_000 };

type Close = (work: DeadlineWork, step: Step) => ReturnType<Reaction<DeadlineWork>['close']>;

// What the tables of work and their leases do is tried on every database where they are.
counts(describeOnSqlite, describeOnDatabases)('a reaction', (databases) => {
  let gateways: Gateways;
  const running: { stop(): Promise<void> }[] = [];
  const warnings: string[] = [];

  beforeEach(async () => {
    gateways = await Gateways.over(await databases().fresh());
    warnings.length = 0;
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((runner) => runner.stop()));
    await gateways.stop();
  });

  function runnerOver(
    { views }: TestGateway,
    close: Close,
    { times, ...options }: Partial<RunnerOptions> = {},
  ): Runner<DeadlineWork> {
    const runner = new Runner<DeadlineWork>(
      { table: views.reactions.deadlines, close },
      {
        progress: views.progress,
        logger: { warn: (message) => warnings.push(message) },
        ...options,
        times: { retry: 20, idle: 20, ...times },
      },
    );
    running.push(runner);
    return runner;
  }

  /** Closes as the product does. */
  const closing =
    (gateway: TestGateway): Close =>
    async ({ review, now }) => {
      const answer = await decide(gateway, review, expire(now));
      return answer.kind === 'accepted' ? answer.position : null;
    };
  const passed = (gateway: TestGateway) => asked(gateway, Date.now() - 1);
  const typesOf = async (review: string) => (await gateways.eventsOf(review)).map(({ type }) => type);
  const isExpired = async (review: string) => (await typesOf(review)).includes('ReviewExpired');
  const stealLease = () =>
    databases().query(gateways.database, `update leases set owner = 'another', epoch = epoch + 1`);
  const never = () => new Promise<never>(() => undefined);

  it('that fails is counted over restarts, shown as stuck from the fifth attempt on, and stops no others', async () => {
    const gateway = await gateways.start();
    const failing = await passed(gateway);
    const close: Close = async (work, step) => {
      if (work.review === failing) throw new Error(`the ${work.attempts + 1}. failure`);
      return closing(gateway)(work, step);
    };
    const first = runnerOver(gateway, close, { times: { retry: 1_000 } });
    await until(() => warnings.length === 1, 'failure');
    const other = await passed(gateway);
    await until(() => isExpired(other), 'expiry of the other');
    await first.stop();
    await gateway.close();

    const again = await gateways.start();
    runnerOver(again, close, { times: { retry: 5 } });
    const stuck = async () => (await again.views.reactions.status())[1]?.stuck ?? [];
    await until(async () => (await stuck()).length > 0, 'stuck work');
    expect(await stuck()).toMatchObject([
      {
        key: expect.stringContaining(failing) as string,
        problem: expect.stringMatching(/failure/) as string,
      },
    ]);
    expect((await stuck())[0]?.attempts).toBeGreaterThanOrEqual(5);
    expect(warnings[0]).toMatch(/attempt 1: Error: the 1\. failure/);
    expect(warnings[1]).toMatch(/attempt 2: Error: the 2\. failure/);
    expect(await typesOf(failing)).toEqual(['ReviewRequested']);
  });

  it('is tried again where its own house failed, and where a service did, no sooner than that says', async () => {
    const gateway = await gateways.start(LASTING);
    const [review, busy] = [await passed(gateway), await passed(gateway)];
    const close: Close = async (work, step) => {
      if (work.review === busy) throw new ServiceFailed('busy', 60_000);
      if (work.attempts < 2) throw new Error('not yet');
      return closing(gateway)(work, step);
    };
    runnerOver(gateway, close, { parkAfter: 2 });
    await until(() => isExpired(review), 'expiry');
    await until(() => warnings.length === 3, 'the failure of the service');
    const rows = await databases().query(gateways.database, 'select key, next_attempt_at from attempts');
    const [row] = (rows as { key: string; next_attempt_at: number | string }[]).filter(({ key }) =>
      key.includes(busy),
    );
    expect(Number(row?.next_attempt_at) - Date.now()).toBeGreaterThan(30_000);
    expect(Number(row?.next_attempt_at) - Date.now()).toBeLessThan(61_000);
  });

  it('that succeeds after failures leaves no attempts behind', async () => {
    const gateway = await gateways.start(LASTING);
    const review = await passed(gateway);
    runnerOver(gateway, async (work, step) => {
      if (work.attempts < 2) throw new Error('not yet');
      return closing(gateway)(work, step);
    });
    await until(() => isExpired(review), 'expiry');
    await until(
      async () => (await databases().query(gateways.database, 'select 1 from attempts')).length === 0,
      'end of the attempts',
    );
    expect(warnings).toHaveLength(2);
  });

  it('that hangs stops no others, however many hang', async () => {
    const gateway = await gateways.start(LASTING);
    const hanging = await Promise.all(Array.from({ length: 7 }, () => passed(gateway)));
    const other = await asked(gateway, Date.now());
    const close: Close = (work, step) =>
      hanging.includes(work.review) ? never() : closing(gateway)(work, step);
    runnerOver(gateway, close, { atOnce: 2, times: { attempt: 200, retry: 60_000 } });
    await until(() => isExpired(other), 'expiry of the other');
    expect(warnings.at(0)).toMatch(/no answer within 200 ms/);
  });

  it('that comes back after its time does nothing more', async () => {
    const gateway = await gateways.start(LASTING);
    const review = await passed(gateway);
    let goOn: () => void = () => undefined;
    let hasGoneOn: unknown = null;
    runnerOver(
      gateway,
      async (work, step) => {
        if (work.attempts > 0) return never();
        await new Promise<void>((resolve) => (goOn = resolve));
        try {
          step();
        } catch (error) {
          hasGoneOn = error;
          throw error;
        }
        return closing(gateway)(work, step);
      },
      { times: { attempt: 30 } },
    );
    await until(() => warnings.length > 0, 'end of its time');
    goOn();
    await until(() => hasGoneOn !== null, 'refusal to go on');
    expect(await typesOf(review)).toEqual(['ReviewRequested']);
  });

  it('whose lease was taken stops what it has in hand before the next step', async () => {
    const gateway = await gateways.start();
    const review = await passed(gateway);
    let isBegun = false;
    let steps = 0;
    let refused: unknown = null;
    runnerOver(gateway, async (_work, step) => {
      isBegun = true;
      try {
        for (;;) {
          step();
          steps += 1;
          await new Promise(setImmediate);
        }
      } catch (error) {
        refused = error;
        throw error;
      }
    });
    await until(() => isBegun, 'beginning');
    await stealLease();
    await until(() => refused !== null, 'refusal to go on');
    expect(steps).toBeGreaterThan(0);
    expect(String(refused)).toMatch(/lease is gone/);
    expect(warnings).toEqual([]);
    expect(await databases().query(gateways.database, 'select 1 from attempts')).toEqual([]);
    expect(await typesOf(review)).toEqual(['ReviewRequested']);
  });

  it('that was already executing its command when its lease was taken does nothing twice', async () => {
    const [paused, next] = [await gateways.start(), await gateways.start()];
    let wake: (() => void) | null = null;
    let answered: unknown = null;
    const sleeping = startDeadlines({
      views: paused.views,
      logger: { warn: () => undefined },
      execute: async (command) => {
        await new Promise<void>((resolve) => (wake = resolve));
        const answer = await paused.execute(command);
        answered = answer;
        return answer;
      },
    });
    running.push(sleeping);
    const review = await passed(paused);
    await until(() => wake !== null, 'command');
    await stealLease();
    // What is in hand is given up with the lease, so this does not wait for the command.
    await sleeping.stop();
    await databases().query(gateways.database, `update leases set until = 0`);
    running.push(startDeadlines({ ...next, logger: { warn: () => undefined } }));
    await until(() => isExpired(review), 'expiry');
    (wake as (() => void) | null)?.();
    await until(() => answered !== null, 'late answer');
    expect(answered).toMatchObject({ kind: 'accepted', repeated: true });
    expect(await typesOf(review)).toEqual(['ReviewRequested', 'ReviewExpired']);
  });

  it('that is stopped gives its lease back, and another begins at once', async () => {
    const [one, other] = [await gateways.start(), await gateways.start()];
    const first = runnerOver(one, closing(one));
    const holds = async ({ views }: TestGateway) => (await views.reactions.status())[1]?.holder === true;
    await until(() => holds(one), 'holder');
    await first.stop();
    expect(await databases().query(gateways.database, 'select owner, until from leases')).toMatchObject([
      { owner: '' },
    ]);
    runnerOver(other, closing(other));
    await until(() => holds(other), 'next holder', 5_000);
  });

  it('that closes what the views go on listing waits ever longer', async () => {
    const gateway = await gateways.start(LASTING);
    await passed(gateway);
    let calls = 0;
    runnerOver(gateway, async () => {
      calls += 1;
      return null;
    });
    await until(() => warnings.length >= 3, 'warnings');
    expect(calls).toBe(1);
    expect(warnings[2]).toMatch(/attempt 3: Error: it is closed, and the views list it still/);
  });

  it('goes on when its work could not be read', async () => {
    const gateway = await gateways.start();
    const { deadlines } = gateway.views.reactions;
    let failures = 3;
    const table: WorkTable<DeadlineWork> = {
      name: deadlines.name,
      hold: (signal) => deadlines.hold(signal),
      due: async (limit) => {
        if ((failures -= 1) >= 0) throw new Error('the database is away');
        return deadlines.due(limit);
      },
      failed: deadlines.failed,
      done: deadlines.done,
      isOpen: () => Promise.resolve(true),
      waitForWork: (timeoutMs, signal) => deadlines.waitForWork(timeoutMs, signal),
    };
    const review = await passed(gateway);
    const logger = { warn: (message: string) => void warnings.push(message) };
    const options = { progress: gateway.views.progress, logger, times: { retry: 5, idle: 20 } };
    running.push(new Runner({ table, close: closing(gateway) }, options));
    await until(() => isExpired(review), 'expiry');
    expect(warnings).toHaveLength(3);
  });
});

describe('a reaction whose work fails while its table is asked', () => {
  it('does not take it again from an answer of before', async () => {
    const attempts: number[] = [];
    const warnings: string[] = [];
    const work: DeadlineWork = {
      key: 'slow',
      attempts: 0,
      now: 0,
      deadline: 0,
      review: 'r',
      workspace: 'w',
    };
    let failed = 0;
    let looks = 0;
    const failure = deferred();
    const table: WorkTable<DeadlineWork> = {
      name: 'deadlines',
      hold: async () => ({
        isHeld: true,
        lost: new AbortController().signal,
        release: async () => undefined,
      }),
      due: async () => {
        looks += 1;
        // The second answer was true when it was asked for, and is not when it comes.
        if (looks === 2) {
          failure.resolve();
          while (failed === 0) await nextTurn();
          await nextTurn();
        }
        return { work: looks <= 2 ? [work] : [], nextInMs: null };
      },
      failed: async () => void (failed += 1),
      done: async () => undefined,
      isOpen: async () => true,
      waitForWork: async () => void (await nextTurn()),
    };
    const close = async (): Promise<null> => {
      attempts.push(work.attempts);
      await failure.promise;
      throw new Error('it failed');
    };
    const logger = { warn: (message: string) => void warnings.push(message) };
    const progress = { waitFor: async () => true } as unknown as Views['progress'];
    const runner = new Runner({ table, close }, { progress, logger });
    await until(() => looks >= 4, 'looks');
    await runner.stop();
    expect(attempts).toEqual([0]);
    expect(warnings).toHaveLength(1);
  });
});

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((settle) => (resolve = settle));
  return { promise, resolve };
}
