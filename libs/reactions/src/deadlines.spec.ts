import { approve, bob } from '@countersign/testing';
import { counts } from '../../testing/src/counts';
import { standstill, stopwatch } from '../../testing/src/stopwatch';
import { describeOnSqlite, describePostgres, type TestDatabases } from '../../testing/src/test-databases';
import { type Deadlines, startDeadlines } from './deadlines';
import { asked, decide, Gateways, HOUR, LEASE_MS, type TestGateway, until } from './gateways.spec-support';
import { readModel } from '../../projections/src/read-model/read-model';

jest.setTimeout(60_000);

describeOnSqlite('deadlines', (databases) => deadlines(databases, true));
// What does not hang on the lease does not hang on the kind of database.
describePostgres('deadlines', (databases) => deadlines(databases, counts(false, true)));

function deadlines(databases: () => TestDatabases, isAllTried: boolean): void {
  let gateways: Gateways;
  const running: Deadlines[] = [];
  let stood: () => number;

  beforeEach(async () => {
    stood = standstill();
    gateways = await Gateways.over(await databases().fresh());
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((deadlines) => deadlines.stop()));
    await gateways.stop();
  });

  function firing({ views, execute }: TestGateway): Deadlines {
    const deadlines = startDeadlines({ views, execute, logger: { warn: () => undefined } });
    running.push(deadlines);
    return deadlines;
  }

  /** When each expired, by the store's clock, after its deadline; what expired early or twice is an error. */
  async function lateness(deadlines: ReadonlyMap<string, number>): Promise<readonly number[]> {
    const all: number[] = [];
    for (const [review, deadline] of deadlines) {
      const expired = (await gateways.eventsOf(review)).filter(({ type }) => type === 'ReviewExpired');
      expect(expired).toHaveLength(1);
      const [{ data, created, envelope }] = expired as [(typeof expired)[0]];
      expect(data['at']).toBeGreaterThanOrEqual(deadline);
      expect(created).toBeGreaterThanOrEqual(deadline);
      expect(data['deadline']).toBe(deadline);
      expect(envelope.api).toBe('reaction');
      all.push(created - deadline);
    }
    return all;
  }

  /** Past the views of the runners, whose bells would be heard by looking. */
  async function noneLeft({ views }: TestGateway): Promise<void> {
    expect(await views.progress.waitForHead(20_000)).toBe(true);
    await until(async () => {
      const rows = await databases().query(
        gateways.database,
        `select 1 from deadlines_v${readModel.version} limit 1`,
      );
      return rows.length === 0;
    }, 'end of the work');
  }

  async function askedAhead(gateway: TestGateway, count: number): Promise<Map<string, number>> {
    const deadlines = new Map<string, number>();
    const base = Date.now() + 700;
    for (let index = 0; index < count; index += 1) {
      const deadline = base + index * 40;
      deadlines.set(await asked(gateway, deadline), deadline);
    }
    return deadlines;
  }

  it('fire once among three gateways, within 2 s and never early', async () => {
    const all = [await gateways.start(), await gateways.start(), await gateways.start()];
    all.forEach(firing);
    const deadlines = await askedAhead(all[0] as TestGateway, counts(12, 30));
    await noneLeft(all[1] as TestGateway);
    expect(Math.max(...(await lateness(deadlines))) - stood()).toBeLessThan(2_000);
    await until(async () => {
      const statuses = await Promise.all(all.map(({ views }) => views.reactions.status()));
      return statuses.filter(([, status]) => status?.holder).length === 1;
    }, 'single holder');
  });

  it.each([HOUR, -HOUR])(
    'are fired by another gateway where the clock of one is %i ms ahead',
    async (ahead) => {
      const off = await gateways.start({ now: () => Date.now() + ahead });
      firing(off);
      const right = await gateways.start();
      const deadlines = await askedAhead(off, 5);
      firing(right);
      await noneLeft(right);
      expect(Math.max(...(await lateness(deadlines))) - stood()).toBeLessThan(2_000);
      await until(async () => {
        const [, status] = await off.views.reactions.status();
        return status?.holder === false && status.problem?.includes('3600 s') === true;
      }, 'word of the difference');
    },
  );

  it('go on after a holder that died without a word, within twice its lease', async () => {
    const gateway = await gateways.start();
    const deadline = Date.now() - 1;
    const review = await asked(gateway, deadline);
    await gateway.views.progress.waitForHead(20_000);
    const now =
      'file' in gateways.database
        ? `cast(unixepoch('subsec') * 1000 as integer)`
        : '(extract(epoch from clock_timestamp()) * 1000)::bigint';
    const began = performance.now();
    await databases().query(
      gateways.database,
      `insert into leases (name, owner, epoch, until) values ('deadlines', 'dead', 7, ${now} + ${LEASE_MS})`,
    );
    const elapsed = stopwatch();
    firing(gateway);
    await noneLeft(gateway);
    expect(performance.now() - began).toBeGreaterThan(LEASE_MS / 2);
    expect(elapsed()).toBeLessThan(2 * LEASE_MS + 500);
    await lateness(new Map([[review, deadline]]));
  });

  if (isAllTried) {
    it('leave alone what was decided in time', async () => {
      const gateway = await gateways.start();
      firing(gateway);
      // A busy machine may need longer until it has decided.
      const decidedInTime = async (ahead: number): Promise<[string, number]> => {
        const deadline = Date.now() + ahead;
        const review = await asked(gateway, deadline);
        const answer = await decide(gateway, review, approve(bob, { at: Date.now() }));
        return answer.kind === 'accepted' ? [review, deadline] : decidedInTime(2 * ahead);
      };
      const [decided, deadline] = await decidedInTime(400);
      const left = await asked(gateway, deadline);
      await noneLeft(gateway);
      await lateness(new Map([[left, deadline]]));
      expect((await gateways.eventsOf(decided)).map(({ type }) => type)).toEqual([
        'ReviewRequested',
        'ApprovalGiven',
        'ReviewApproved',
      ]);
    });

    it('that passed while nothing ran are made up for', async () => {
      const gateway = await gateways.start();
      const deadlines = new Map<string, number>();
      const anHourAgo = Date.now() - HOUR;
      for (let index = 0; index < counts(50, 500); index += 50) {
        const some = Array.from({ length: 50 }, (_, place) => anHourAgo + index + place);
        const reviews = await Promise.all(some.map((deadline) => asked(gateway, deadline)));
        reviews.forEach((review, place) => deadlines.set(review, some[place] ?? 0));
      }
      await gateway.views.progress.waitForHead(20_000);
      const elapsed = stopwatch();
      firing(gateway);
      await noneLeft(gateway);
      expect(elapsed()).toBeLessThan(10_000);
      await lateness(deadlines);
    });

    it.each(counts([4_000], [4_000, -4_000]))(
      'are not early by a clock that is %i ms ahead',
      async (ahead) => {
        const gateway = await gateways.start({ now: () => Date.now() + ahead });
        firing(gateway);
        const deadlines = await askedAhead(gateway, 5);
        await noneLeft(gateway);
        expect(Math.max(...(await lateness(deadlines))) - stood()).toBeLessThan(2_000);
      },
    );

    it('and decisions that race them have one winner', async () => {
      const [one, other] = [await gateways.start(), await gateways.start()];
      firing(one);
      const deadlines = await askedAhead(other, counts(10, 20));
      const outcomes = await Promise.all(
        [...deadlines].map(async ([review, deadline]) => {
          await until(() => Date.now() >= deadline - 1, 'time');
          const answer = await decide(other, review, approve(bob, { at: deadline - 1 }));
          return { review, answer };
        }),
      );
      await noneLeft(one);
      for (const { review, answer } of outcomes) {
        const types = (await gateways.eventsOf(review)).map(({ type }) => type);
        expect(types).toEqual(
          answer.kind === 'accepted'
            ? ['ReviewRequested', 'ApprovalGiven', 'ReviewApproved']
            : ['ReviewRequested', 'ReviewExpired'],
        );
        if (answer.kind === 'refused') expect(answer.refusal.code).toBe('expired');
      }
    });
  }
}
