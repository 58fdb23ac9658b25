import { ApiNativeModule, nativeErrors } from '@countersign/api-native';
import { agent7, bob, carol, dave } from '@countersign/testing';
import type { Principal } from '@countersign/review';
import { type DialectApp, startDialectApp } from '../../testing/src/dialect-app';
import { type Client, createClient, isProblem, type Review } from '../src';
import { CuttingProxy } from './cutting-proxy.spec-support';

let app: DialectApp;
let url: string;
let proxy: CuttingProxy;
beforeAll(async () => {
  app = await startDialectApp([ApiNativeModule], [nativeErrors]);
  url = (await app.listen()).replace('[::1]', '127.0.0.1');
  proxy = await CuttingProxy.before(url);
});
afterAll(async () => {
  await proxy.stop();
  await app.stop();
});

const as = ({ id }: Principal, through = url): Client =>
  createClient({ url: through, token: id, retry: { baseMs: 5, maxDelayMs: 20 } });

let sessions = 0;
const newSession = (): string => `s-${(sessions += 1)}`;
const wish = (session: string, more: object = {}) => ({
  session,
  subjectKind: 'changeset',
  action: 'apply',
  payload: { sql: 'SELECT 1' },
  ...more,
});

async function approved(by: Client = as(agent7)): Promise<Review> {
  const { id } = await by.reviews.ask(wish(newSession()));
  return as(bob).reviews.approve(id);
}

describe('an agent', () => {
  it('asks, waits while a reviewer looks and decides, executes what was approved, and leaves its history', async () => {
    const session = newSession();
    const ran = as(agent7).askWaitExecute(wish(session), ({ payload, review }) => [payload, review.status]);
    for await (const { event, data } of as(bob).events({ session }, { lastEventId: '0' })) {
      if (event !== 'review') continue;
      const shown = await as(bob).reviews.get(data.review.id);
      expect(shown.permissions?.approve).toBeNull();
      await as(bob).reviews.approve(shown.id, { note: 'Fine' }, { ifMatch: shown });
      break;
    }
    const { review, result } = await ran;
    expect(result).toEqual([{ sql: 'SELECT 1' }, 'PROCESSING']);
    expect(review).toMatchObject({ status: 'EXECUTED', execution: 'succeeded', decidedBy: { id: 'bob' } });
    expect(review.leases).toMatchObject([{ status: 'reported', report: { outcome: 'succeeded', result } }]);

    const facts: string[] = [];
    for await (const { type } of as(agent7).reviews.events(review.id, { limit: 2 })) facts.push(type);
    expect(facts).toEqual([
      'ReviewRequested',
      'ApprovalGiven',
      'ReviewApproved',
      'ExecutionClaimed',
      'ExecutionReported',
    ]);
    const past = await as(agent7).reviews.get(review.id, { atRevision: 0 });
    expect(past).toMatchObject({ status: 'PENDING', permissions: null });
  });

  it('whose answers are lost has asked, claimed and reported once', async () => {
    const session = newSession();
    const client = as(agent7, proxy.url);
    proxy.dropAnswers(2);
    const { id } = await client.reviews.ask(wish(session));
    const listed = [];
    for await (const one of client.reviews.all({ session, limit: 1 })) listed.push(one.id);
    expect(listed).toEqual([id]);

    await as(bob).reviews.approve(id);
    proxy.dropAnswers(1);
    const done = await client.execute(id, () => {
      proxy.dropAnswers(1);
      return null;
    });
    expect(done.review.leases).toHaveLength(1);
    expect(done.review.status).toBe('EXECUTED');
  });

  it('is one of two that may execute, and the other is told so', async () => {
    const { id } = await approved();
    const runs: string[] = [];
    const race = ['one', 'two'].map((name) => as(agent7).execute(id, () => runs.push(name)));
    const ends = await Promise.allSettled(race);
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(runs).toHaveLength(1);
    const refused = ends.find((end) => end.status === 'rejected')?.reason as unknown;
    expect(isProblem(refused, 'wrong-state') && refused.status).toBe(409);
  });

  it('keeps its lease, and says how it ended', async () => {
    const { id } = await approved();
    const client = as(agent7);
    const { lease, payload } = await client.reviews.claim(id, { leaseSeconds: 30 });
    expect(payload).toEqual({ sql: 'SELECT 1' });
    expect(await client.reviews.heartbeat(id, lease)).toMatchObject({ number: 1, seconds: 30 });
    const foreign = client.reviews.heartbeat(id, { ...lease, fencingToken: lease.fencingToken + 1 });
    await expect(foreign).rejects.toMatchObject({ type: 'lease-lost' });
    const { fencingToken } = lease;
    const report = { fencingToken, outcome: 'unknown', result: { half: true }, note: 'cut' } as const;
    expect(await client.reviews.complete(id, 1, report)).toMatchObject({ status: 'UNKNOWN' });
    const found = await as(dave).reviews.reconcile(id, { finding: 'executed' });
    expect(found).toMatchObject({ finding: { finding: 'executed' } });
  });

  it('takes a request back', async () => {
    const { id } = await as(agent7).reviews.ask(wish(newSession()));
    const waiting = as(agent7).waitForDecision(id, { timeoutMs: 20_000 });
    expect(await as(agent7).reviews.withdraw(id, { note: 'No need' })).toMatchObject({ status: 'WITHDRAWN' });
    expect(await waiting).toMatchObject({ status: 'WITHDRAWN', withdrawn: { note: 'No need' } });
  });
});

describe('a follower', () => {
  it('is told of everything once, however often the connection is cut', async () => {
    const session = newSession();
    const titles = ['a', 'b', 'c', 'd', 'e', 'f'];
    const told: string[] = [];
    let last = '';
    const { reviews } = as(agent7);
    const ask = (title: string) =>
      reviews.ask(wish(session, { title, payload: { content: '€'.repeat(2_000) } }));
    await ask('a');
    for await (const { id, event, data } of as(bob, proxy.url).events({ session }, { lastEventId: '0' })) {
      if (event !== 'review') throw new Error(`${event} was not expected`);
      told.push(data.review.title);
      expect(BigInt(id)).toBeGreaterThan(BigInt(last || '0'));
      last = id;
      if (told.length === titles.length) break;
      proxy.cutAll();
      await ask(titles[told.length] ?? '');
    }
    expect(told).toEqual(titles);
  });
});

describe('a reviewer', () => {
  it('decides nothing that he has not seen', async () => {
    const asked = await as(agent7).reviews.ask(wish(newSession(), { groups: ['banking', 'security'] }));
    await as(bob).reviews.approve(asked.id);
    const blind = as(carol).reviews.approve(asked.id, {}, { ifMatch: asked });
    await expect(blind).rejects.toMatchObject({ type: 'stale-proposal', currentRevision: 1 });
    const amended = as(carol).reviews.decide(asked.id, { verdict: 'approve', seenDigest: asked.digest });
    expect(await amended).toMatchObject({ status: 'APPROVED' });
    expect(await as(carol).reviews.revoke(asked.id, { note: 'No' })).toMatchObject({ status: 'REVOKED' });
  });

  it('decides many at once, each for itself', async () => {
    const one = await as(agent7).reviews.ask(wish(newSession()));
    const other = await approved();
    const results = await as(bob).reviews.decideMany([
      { id: one.id, verdict: 'reject', note: 'No' },
      { id: other.id, verdict: 'approve', seenRevision: 0 },
    ]);
    expect(results).toMatchObject([
      { status: 200, review: { status: 'REJECTED' } },
      { status: 412, problem: { currentRevision: 2 } },
    ]);
  });
});

describe('an administrator', () => {
  it('sets the rules of the workspace, tries them out and takes them back', async () => {
    const { rules, reviews, me, projections } = as(dave);
    const wanted = { match: { kinds: ['payment'] }, groups: ['banking', 'security'] };
    const rule = await rules.put('payments', wanted, { expected: 'absent' });
    expect(rule).toMatchObject({ name: 'payments', minApprovals: 0, setBy: { id: 'dave' } });
    expect(await rules.get('payments')).toEqual(rule);
    expect(await rules.list()).toEqual([rule]);
    await expect(rules.put('payments', wanted, { expected: 'absent' })).rejects.toMatchObject({
      type: 'stale-rule',
    });
    const request = { subjectKind: 'payment', action: 'send' };
    expect(await rules.preview({ request })).toMatchObject({ needed: 2, rule: { name: 'payments' } });
    expect(await rules.simulate({ remove: 'payments' })).toMatchObject({ changed: 0 });
    expect(await rules.delete('payments', { expected: rule })).toBeUndefined();
    expect(await rules.list()).toEqual([]);

    const { id } = await as(agent7).reviews.ask(wish(newSession()));
    expect(await reviews.reassign(id, { assignee: 'carol' })).toMatchObject({ assignee: 'carol' });
    expect(await me()).toMatchObject({ id: 'dave', roles: ['admin'] });
    expect((await projections()).projections).not.toEqual([]);
    expect(await as(dave).memories.list('nowhere')).toEqual([]);
  });
});
