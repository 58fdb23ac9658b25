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
beforeEach(() => {
  runs = new Runs();
  verifications = new Verifications(runs.log, { name: 'here:1' });
});

const settled = async (): Promise<void> => {
  for (let turns = 0; turns < 5; turns += 1) await Promise.resolve();
};
const of = (who = dave) => verifications.of(who.workspace);

describe('a verification', () => {
  it('tells how far it is while it runs, and the first hundred findings when it has ended', async () => {
    verifications.start(dave);
    const { wanted, end } = runs.all[0] as Runs['all'][0];
    for (let found = 0; found < 102; found += 1) wanted.onFinding(FOUND);
    wanted.onProgress(40n, 70n, 5);
    expect(of()).toMatchObject({
      ...{ state: 'running', gateway: 'here:1', last: null },
      running: { position: '40', head: '70', events: 5, findings: 102 },
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

  it('runs once for a workspace at a time, and for few workspaces', () => {
    verifications.start(dave);
    verifications.start({ ...dave, id: 'erin' });
    verifications.start(olga);
    expect(runs.all.map(({ wanted }) => wanted.workspace)).toEqual([dave.workspace, olga.workspace]);
    expect(() => verifications.start({ ...dave, workspace: 'a third' })).toThrow('rate-limited');
  });

  it('that comes to no end says so, and nothing of what only the log of the gateway may tell', async () => {
    verifications.start(dave);
    runs.all[0]?.fail();
    await settled();
    expect(of()).toMatchObject({
      state: 'failed',
      last: { problem: expect.stringMatching(/log says|says why/) as string },
    });
    expect(JSON.stringify(of())).not.toContain('10.0.0.7');
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
