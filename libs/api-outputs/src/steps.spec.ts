import { randomUUID } from 'node:crypto';
import type { Views } from '@countersign/projections';
import type { Principal } from '@countersign/review';
import { alice, approve, bob, carol, dave, frank, given, requested } from '@countersign/testing';
import type { DialectApp } from '../../testing/src/dialect-app';
import { stopwatch } from '../../testing/src/stopwatch';
import { Crystallisation } from './crystallisation';
import { endingInViews } from './ending-in-views';
import { type Crystallises, messagesOf, startOutputsApp } from './outputs-app.spec-support';
import type { Settlement } from './settlement';

const BASE = '/api/v1/review';
const stopping: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stopping.splice(0)) await stop();
});

async function start(crystallises: Crystallises, isImpatient = false): Promise<DialectApp> {
  const app = await startOutputsApp(crystallises, isImpatient);
  stopping.push(() => app.stop());
  return app;
}

const session = (): string => randomUUID();
const post = (app: DialectApp, by: Principal, path: string, body: unknown = {}) =>
  app.send(by, `POST ${BASE}/${path}`, { body });

async function asked(app: DialectApp, of: string, groups?: readonly string[]): Promise<void> {
  const answer =
    groups === undefined
      ? await post(app, alice, `${of}/request`, {
          module_name: 'executor',
          review_type: 'workflow_output',
          content: 'Generated',
        })
      : await app.send(alice, `POST /api/sessions/${of}/review`, {
          body: { groups, connection: 'ledger', input: 'select 1' },
        });
  if (answer.status !== 201) throw new Error(answer.text);
}

describe('a review that another gateway crystallises', () => {
  it('shows the same steps', async () => {
    const app = await start('elsewhere');
    const of = session();
    await asked(app, of);
    const messages = messagesOf(await post(app, bob, `${of}/approve`, { note: 'Fine' }));
    expect(messages.map(({ event }) => event)).toEqual([
      'review_completed',
      'step_started',
      'step_completed',
      'done',
    ]);
    expect(messages[1]?.data['run_id']).toBe(messages[2]?.data['run_id']);
    expect(messages[2]?.data['memory_ids']).toHaveLength(1);
  });
});

describe('a review that nobody crystallises', () => {
  it('closes its answer after the longest time, and does not say that it is done', async () => {
    const app = await start('nowhere', true);
    const of = session();
    await asked(app, of);
    const messages = messagesOf(await post(app, bob, `${of}/approve`));
    expect(messages.map(({ event }) => event)).toEqual(['review_completed']);
    const { body } = await app.send(bob, `GET ${BASE}/history?session_id=${of}`);
    expect(body).toMatchObject({ items: [{ memory_ids: [] }] });
  });
});

describe('a review of two groups, asked for through another API', () => {
  it('is recorded with the first vote and completed with the second', async () => {
    const app = await start('here');
    const of = session();
    await asked(app, of, ['banking', 'security']);
    const { body } = await app.send(bob, `GET ${BASE}/${of}/pending`);
    expect(body).toMatchObject({
      review: {
        module_name: 'exec',
        review_type: 'session',
        content: JSON.stringify({ connection: 'ledger', input: 'select 1' }),
      },
    });
    const first = messagesOf(await post(app, bob, `${of}/approve`));
    expect(first.map(({ event, data }) => ({ event, data }))).toEqual([
      {
        event: 'review_recorded',
        data: { decision: 'approve', session_id: of, status: 'PENDING', approvals: 1, needed: 2 },
      },
      { event: 'done', data: {} },
    ]);
    const again = messagesOf(await post(app, bob, `${of}/approve`));
    expect(again.map(({ event }) => event)).toEqual(['review_recorded', 'done']);
    expect(messagesOf(await post(app, carol, `${of}/approve`))[0]?.event).toBe('review_completed');
    const { body: history } = await app.send(bob, `GET ${BASE}/history?session_id=${of}`);
    expect(history).toMatchObject({
      total: 2,
      items: [
        { user_id: 'carol', decision: 'approve' },
        { user_id: 'bob', decision: 'approve' },
      ],
    });
  });

  it('counts one decision for one who holds both slots', async () => {
    const app = await start('here');
    const of = session();
    await asked(app, of, ['banking', 'security']);
    expect(messagesOf(await post(app, frank, `${of}/approve`))[0]?.event).toBe('review_completed');
    const { body } = await app.send(frank, `GET ${BASE}/history?session_id=${of}`);
    expect(body).toMatchObject({ total: 1 });
  });

  it('cannot be amended by its only approver', async () => {
    const app = await start('here');
    const of = session();
    await asked(app, of, ['banking']);
    const messages = messagesOf(await post(app, bob, `${of}/approve`, { amendments: { input: 'select 2' } }));
    expect(messages[0]).toMatchObject({ event: 'review_recorded', data: { status: 'PENDING' } });
  });

  it('has no content that a text could replace', async () => {
    const app = await start('here');
    const of = session();
    await asked(app, of, ['banking']);
    expect(await post(app, bob, `${of}/approve`, { amendments: 'select 2' })).toMatchObject({
      status: 422,
      body: { detail: [{ loc: ['body', 'amendments'], type: 'invalid-amendment' }] },
    });
  });

  it('shows a revocation in the history', async () => {
    const app = await start('here');
    const of = session();
    await asked(app, of, ['banking']);
    messagesOf(await post(app, bob, `${of}/approve`));
    await app.send(dave, `PUT /api/sessions/${of}/review`, { body: { status: 'REVOKED' } });
    const { body } = await app.send(dave, `GET ${BASE}/history?session_id=${of}&decision=revoke`);
    expect(body).toMatchObject({ items: [{ decision: 'revoke', user_id: 'dave', memory_ids: [] }] });
    const refused = await post(app, bob, `${of}/approve`);
    expect(refused).toMatchObject({ status: 409 });
    expect(refused.text).toContain('revoked by Dave Example (dave) at ');
  });
});

describe('a decision that was told before', () => {
  const settledIn = async (app: DialectApp, note: string | null): Promise<Settlement> => {
    const of = session();
    await asked(app, of);
    const [decided] = messagesOf(await post(app, bob, `${of}/approve`, { note }));
    const position = BigInt(decided?.id ?? 0) as Settlement['position'];
    expect(await app.views.progress.waitFor(position, 10_000)).toBe(true);
    const [review] = await app.views.reviews.ofSession(bob, of);
    if (review === undefined || !('outcome' in review)) throw new Error('not settled');
    return { review, position, caller: bob, isRepeated: true };
  };

  it.each(['Fine', null])(
    'has its end in the views where it is too old for the changes: note %s',
    async (note) => {
      const app = await start('here');
      const settlement = await settledIn(app, note);
      const steps = [];
      for await (const step of new Crystallisation(app.views).of(settlement, new AbortController().signal))
        steps.push(step);
      const [started, completed] = steps;
      if (completed?.kind !== 'completed') throw new Error('it has no end');
      expect(started).toMatchObject({ kind: 'started', runId: completed.runId });
      expect(completed.memoryIds).toHaveLength(note === null ? 0 : 1);

      const found = await endingInViews(app.views, settlement);
      expect(found).toMatchObject({ runId: completed.runId, memoryIds: completed.memoryIds });
      expect(found?.position).toBeGreaterThanOrEqual(completed.position);
    },
  );

  it('has its end in the views where the change that told it was missed', async () => {
    const app = await start('here');
    const settlement = { ...(await settledIn(app, 'Fine')), isRepeated: false };
    let miss: () => void = () => undefined;
    const missed = new Promise<void>((resolve) => (miss = resolve));
    const after: Views['changes']['after'] = async function* () {
      await missed;
      yield { kind: 'reset' };
    };
    const views = Object.create(app.views, { changes: { value: { after } } }) as Views;
    const steps = new Crystallisation(views).of(settlement, new AbortController().signal);
    const started = steps.next();
    miss();
    expect((await started).value).toMatchObject({ kind: 'started' });
    expect((await steps.next()).value).toMatchObject({ kind: 'completed', memoryIds: [expect.anything()] });
    expect((await steps.next()).done).toBe(true);
  });

  it('has no end yet in views that have not come to it', async () => {
    const app = await start('here');
    const settlement = await settledIn(app, null);
    expect(await endingInViews(app.views, settlement)).not.toBeNull();
    const position = ((app.views.progress.position() ?? 0n) + 1n) as Settlement['position'];
    expect(await endingInViews(app.views, { ...settlement, position })).toBeNull();
  });

  it('has no end yet where nobody crystallised it', async () => {
    const app = await start('nowhere', true);
    expect(await endingInViews(app.views, await settledIn(app, 'Fine'))).toBeNull();
    expect(await endingInViews(app.views, await settledIn(app, null))).toBeNull();
  });
});

describe('a watcher that leaves, and one whose gateway stops', () => {
  it.each(['leaves', 'stops'])('is not waited for: %s', async (what) => {
    const app = await start('nowhere');
    const gone = new AbortController();
    const { review } = given(requested(), approve(bob));
    if (!('outcome' in review)) throw new Error('not settled');
    const settlement = { review, position: 0n as never, caller: bob, isRepeated: false };
    const crystallisation = new Crystallisation(app.views);
    const steps = crystallisation.of(settlement, gone.signal);
    const next = steps.next();
    if (what === 'leaves') gone.abort();
    else crystallisation.onModuleDestroy();
    expect(await next).toEqual({ done: true, value: undefined });
  });
});

describe('a store that cannot be reached', () => {
  it('is answered 503 with a time to retry, and nothing is streamed', async () => {
    const app = await start('here');
    const of = session();
    await asked(app, of);
    await app.cutStore();
    const elapsed = stopwatch();
    const answer = await post(app, bob, `${of}/approve`);
    expect(answer).toMatchObject({ status: 503, body: { detail: expect.any(String) as string } });
    expect(answer.headers['retry-after']).toMatch(/^\d+$/);
    expect(elapsed()).toBeLessThan(5_000);
  });
});
