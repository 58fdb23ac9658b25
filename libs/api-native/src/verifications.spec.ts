import type { Finding, LogVerifications, Verified } from '@countersign/audit';
import { dave, olga } from '@countersign/testing';
import { Verifications } from './verifications';

type Wanted = Parameters<LogVerifications['run']>[0];

const VERIFIED: Verified = {
  ...{ events: 7, firstPosition: null, lastPosition: 70n as Verified['lastPosition'] },
  ...{ findings: { 'broken-chain': 102 }, sealed: 1, notJudged: 2 },
};
const FOUND: Finding = {
  ...{ code: 'broken-chain', sentence: 'It does not continue.', stream: 's', revision: 3n, position: 30n },
  ...{ eventId: 'e', type: 'ReviewApproved' },
};

/** Runs whose course the test decides. */
class Runs {
  readonly all: { readonly wanted: Wanted; end(): void; fail(): void }[] = [];

  readonly log = {
    run: (wanted: Wanted) =>
      new Promise<Verified>((resolve, reject) => {
        this.all.push({
          wanted,
          end: () => resolve(VERIFIED),
          fail: () => reject(new Error('the store on 10.0.0.7 is away')),
        });
        wanted.signal.addEventListener('abort', () => resolve(VERIFIED));
      }),
  } as unknown as LogVerifications;
}

let runs: Runs;
let verifications: Verifications;
let now: number;
beforeEach(() => {
  now = 0;
  jest.spyOn(performance, 'now').mockImplementation(() => now);
  runs = new Runs();
  verifications = new Verifications(runs.log, { name: 'here:1' });
});
afterEach(() => jest.restoreAllMocks());

const settled = async (): Promise<void> => {
  for (let turns = 0; turns < 5; turns += 1) await Promise.resolve();
};
const of = (who = dave) => verifications.of(who.workspace);

describe('a verification', () => {
  it('tells how far it is while it runs, and the first hundred findings when it has ended', async () => {
    verifications.start(dave);
    const { wanted, end } = runs.all[0] as Runs['all'][0];
    for (let found = 0; found < 102; found += 1) wanted.onFinding(FOUND);
    wanted.onProgress({ position: 40n, share: 57, events: 5 });
    expect(of()).toMatchObject({
      ...{ state: 'running', gateway: 'here:1', last: null },
      running: { position: '40', share: 57, events: 5, findings: 102 },
    });
    end();
    await settled();
    expect(of()).toMatchObject({
      ...{ state: 'findings', running: null },
      last: { upTo: '70', events: 7, sealed: 1, notJudged: 2, counts: { 'broken-chain': 102 } },
    });
    expect(of().last?.findings).toHaveLength(100);
    expect(of().last?.findings[0]).toEqual({ ...FOUND, revision: '3', position: '30' });
    expect(of(olga)).toMatchObject({ state: 'never', last: null });
  });

  it('runs once for a workspace at a time, and for few workspaces: others wait', async () => {
    verifications.start(dave);
    verifications.start({ ...dave, id: 'erin' });
    verifications.start(olga);
    expect(runs.all.map(({ wanted }) => wanted.workspace)).toEqual([dave.workspace, olga.workspace]);
    const third = { ...dave, workspace: 'a third' };
    verifications.start(third);
    expect([runs.all.length, of(third).state]).toEqual([2, 'running']);
    runs.all[0]?.end();
    await settled();
    expect(runs.all.at(-1)?.wanted.workspace).toBe('a third');
  });

  it('that comes to no end says so, and nothing of what only the log of the gateway may tell', async () => {
    verifications.start(dave);
    runs.all[0]?.fail();
    await settled();
    expect(of()).toMatchObject({
      state: 'failed',
      last: null,
      failed: { problem: expect.stringMatching(/log says|says why/) as string, counts: {}, upTo: null },
    });
    expect(JSON.stringify(of())).not.toContain('10.0.0.7');
  });

  it('that comes to no end tells what it found, and leaves what was found before', async () => {
    verifications.start(dave);
    runs.all[0]?.wanted.onFinding(FOUND);
    runs.all[0]?.end();
    await settled();
    const { last } = of();
    now += 50;
    verifications.start(dave);
    const { wanted, fail } = runs.all[1] as Runs['all'][0];
    for (let found = 0; found < 102; found += 1) wanted.onFinding(FOUND);
    wanted.onProgress({ position: 40n, share: 57, events: 5 });
    fail();
    await settled();
    expect(of()).toMatchObject({
      ...{ state: 'failed', last },
      failed: { upTo: '40', events: 5, counts: { 'broken-chain': 102 } },
    });
    expect(of().failed?.findings).toHaveLength(100);
    now += 50;
    verifications.start(dave);
    runs.all[2]?.end();
    await settled();
    expect(of()).toMatchObject({ state: 'clean', failed: null });
  });

  it('rests as long as it took before it is begun again', async () => {
    verifications.start(dave);
    now += 50;
    runs.all[0]?.end();
    await settled();
    now += 49;
    expect(() => verifications.start(dave)).toThrow('rate-limited');
    now += 1;
    verifications.start(dave);
    expect(of().state).toBe('running');
  });

  it('ends with the gateway, and is no result then', async () => {
    verifications.start(dave);
    await verifications.onModuleDestroy();
    expect(runs.all[0]?.wanted.signal.aborted).toBe(true);
    expect(of().last).toBeNull();
  });
});
