import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { counts } from '../libs/testing/src/counts';
import { stopwatch } from '../libs/testing/src/stopwatch';
import { askApproval, askGroups, askOutput } from './support/asking';
import { type Caller, people, type Reply, type Send } from './support/people';
import { cleanUp, type GatewayProgram, newFolder, startGateway, startStore } from './support/programs';
import { openSharedViews } from './support/shared-views';
import { hasPostgres } from '../libs/testing/src/test-databases';

jest.setTimeout(60_000);

/** The same caller at each of two gateways. */
interface Both {
  readonly here: Send;
  readonly there: Send;
}

const TIMES = counts(6, 50);

const good = ({ status, text, json }: Reply, expected = 200): unknown => {
  expect([status, text]).toEqual([expected, text]);
  return json;
};
const header = ({ headers }: Reply, name: string): string => headers.get(name) ?? `no ${name}`;

/** A read waits for so long, in milliseconds, for what was written. */
const PATIENCE_MS = 1_000;
/** So often in one test: what stands still does so seldom. */
const MOST_LATE = 2;
let late = 0;
beforeEach(() => {
  late = 0;
});

/** Reads again where views were not there after all of that: a gateway, or its store, may have stood still meanwhile. */
async function read(reading: () => Promise<Reply>): Promise<Reply> {
  for (;;) {
    const began = performance.now();
    const reply = await reading();
    const isLate = reply.status === 503 || reply.headers.has('x-stale');
    if (!isLate || performance.now() - began < PATIENCE_MS || late === MOST_LATE) return reply;
    late += 1;
  }
}

/** Two gateways, and who they believe. */
interface Pair {
  readonly gateways: readonly [GatewayProgram, GatewayProgram];
  readonly as: Awaited<ReturnType<typeof people>>['as'];
  stop(): Promise<void>;
}

async function withViewsOfTheirOwn(): Promise<Pair> {
  const [here, there] = [await newFolder(), await newFolder()];
  const { as } = await people(here);
  await copyFile(join(here, 'development-key.json'), join(there, 'development-key.json'));
  const store = await startStore(await newFolder());
  const env = { EVENTSTORE_CONNECTION_STRING: store.connectionString };
  const gateways = await Promise.all([startGateway(here, env), startGateway(there, env)]);
  return { gateways, as, stop: async () => undefined };
}

async function withSharedViews(): Promise<Pair> {
  const shared = await openSharedViews();
  const gateways = [await shared.start(), await shared.start()] as const;
  return { gateways, as: shared.people.as, stop: () => shared.stop() };
}

const kinds: [string, () => Promise<Pair>][] = [['views of their own', withViewsOfTheirOwn]];
if (hasPostgres()) kinds.push(['shared views', withSharedViews]);
else process.stderr.write('\n*** Shared views were NOT tried: there is no PostgreSQL. ***\n\n');

describe.each(kinds)('two gateways with %s', (_, start) => {
  let pair: Pair;
  let alice: Both;
  let bob: Both;
  let carol: Both;

  beforeAll(async () => {
    pair = await start();
    const [first, second] = pair.gateways;
    const both = (caller: Caller): Both => ({ here: caller.at(first.url), there: caller.at(second.url) });
    [alice, bob, carol] = [both(pair.as('alice')), both(pair.as('bob')), both(pair.as('carol'))];
  });
  afterAll(async () => {
    await cleanUp();
    await pair.stop();
  });

  describe('what was written through one gateway', () => {
    it('is there at once for whoever reads it by id through the other', async () => {
      for (let time = 0; time < TIMES; time += 1) {
        const session = `read-${time}`;
        const id = await askGroups(alice.here, session, ['banking']);
        const paths = [
          `/api/reviews/${id}`,
          `/api/reviews/${session}`,
          `/api/v1/approvals/${id}`,
          `/api/v1/review/${session}/pending`,
        ];
        const reply = await read(() => bob.there('GET', paths[time % 4] ?? ''));
        expect(reply.text).toContain(time % 4 === 3 ? '"has_pending":true' : id);
        expect(reply.headers.has('x-stale')).toBe(false);
        expect(reply.headers.get('etag')).toMatch(new RegExp(`^"${id}:\\d+"$`));
      }
    });

    it('is in the lists, the history and the memories of the other as of the position that it was answered with', async () => {
      for (let time = 0; time < TIMES; time += 1) {
        const asked = await alice.here('POST', '/api/v1/approvals', {
          subjectKind: 'tool_call',
          actionKind: 'run',
          threadId: `list-${time}`,
        });
        good(asked, 201);
        const after = { 'x-after-position': header(asked, 'x-position') };
        const list = await read(() =>
          bob.there('GET', `/api/v1/approvals?thread_id=list-${time}`, undefined, after),
        );
        expect(good(list)).toMatchObject({ items: [{ status: 'pending' }] });
        const reviews = await read(() => bob.there('GET', '/api/reviews?limit=1', undefined, after));
        const [newest] = good(reviews) as { session: string }[];
        expect(newest?.session).toBe(`list-${time}`);

        const decision = await bob.here('PUT', `/api/reviews/list-${time}`, { status: 'APPROVED' });
        good(decision);
        expect(BigInt(header(decision, 'x-position'))).toBeGreaterThan(BigInt(header(asked, 'x-position')));
        const since = { 'x-after-position': header(decision, 'x-position') };
        const history = await read(() =>
          carol.there('GET', `/api/v1/review/history?session_id=list-${time}`, undefined, since),
        );
        expect(good(history)).toMatchObject({ total: 1, items: [{ decision: 'approve', user_id: 'bob' }] });
        expect(history.headers.has('x-stale')).toBe(false);
      }
    });

    it('is in the lists of the same gateway without any header', async () => {
      for (let time = 0; time < TIMES; time += 1) {
        const id = await askApproval(alice.here, { threadId: `own-${time}` });
        const list = await read(() => alice.here('GET', `/api/v1/approvals?thread_id=own-${time}`));
        expect(good(list)).toMatchObject({ items: [{ id, status: 'pending' }] });
      }
    });

    it('can be decided at once through the other by its session', async () => {
      for (let time = 0; time < TIMES; time += 1) {
        const session = `decide-${time}`;
        const id = await askOutput(alice.here, session, `draft ${time}`);
        const isStreamed = time % 2 === 0;
        const decision = isStreamed
          ? await bob.there('POST', `/api/v1/review/${session}/approve`, {})
          : await bob.there('PUT', `/api/sessions/${session}/review`, { status: 'APPROVED' });
        good(decision);
        expect(decision.text).toContain(isStreamed ? '"event":"review_completed"' : id);
        const since = { 'x-after-position': header(decision, 'x-position') };
        const seen = await read(() => carol.here('GET', `/api/v1/approvals/${id}`, undefined, since));
        expect(good(seen)).toMatchObject({ approval: { id, status: 'approved', resolvedBy: 'bob' } });
      }
    });

    it('is known to the other when a decision is sent again there, which would approve what was never shown', async () => {
      for (let time = 0; time < TIMES; time += 1) {
        const session = `again-${time}`;
        const first = await askOutput(alice.here, session, 'one');
        const second = await askOutput(alice.there, session, 'two');
        const approve = { status: 'APPROVED' };
        good(await bob.here('PUT', `/api/sessions/${session}/review`, approve));
        const again =
          time % 2 === 0
            ? await bob.there('PUT', `/api/sessions/${session}/review`, approve)
            : await bob.there('POST', `/api/v1/review/${session}/approve`, {});
        expect([again.status, again.text]).toEqual([409, expect.stringContaining(first)]);
        expect(again.text).toContain(second);
        const current = await read(() => bob.there('GET', `/api/reviews/${session}`));
        expect(good(current)).toMatchObject({ id: second });
        good(await bob.there('PUT', `/api/sessions/${session}/review`, approve));
      }
    });

    it('is answered as it stands, and said to be old, where the position has not come yet', async () => {
      const id = await askApproval(alice.here);
      const future = { 'x-after-position': '9'.repeat(18) };
      const elapsed = stopwatch();
      const reply = await alice.here('GET', `/api/v1/approvals/${id}`, undefined, future);
      expect(good(reply)).toMatchObject({ approval: { id } });
      expect(header(reply, 'x-stale')).toBe('true');
      expect(elapsed()).toBeLessThan(3_000);
    });
  });

  describe('a decision about something that has changed through the other gateway', () => {
    const ID = 'by id';
    it.each<[string, (id: string, session: string) => [method: string, path: string, body: object]]>([
      [`access, ${ID}`, (id) => ['PUT', `/api/reviews/${id}`, { status: 'APPROVED' }]],
      ['access', (_, session) => ['PUT', `/api/sessions/${session}/review`, { status: 'APPROVED' }]],
      ['approvals', (id) => ['POST', `/api/v1/approvals/${id}/approve`, {}]],
      ['outputs', (_, session) => ['POST', `/api/v1/review/${session}/approve`, {}]],
      [`outputs, ${ID}`, (id, session) => ['POST', `/api/v1/review/${session}/approve`, { review_id: id }]],
    ])('is refused with 412 by If-Match, and taken as of the new ETag: %s', async (name, decision) => {
      const session = `tag-${name.replaceAll(/\W+/g, '-')}`;
      const id = await askGroups(alice.here, session, ['banking', 'security']);
      const [method, path, body] = decision(id, session);
      const seen = header(await bob.there('GET', `/api/reviews/${session}`), 'etag');
      const change = await carol.here('PUT', `/api/reviews/${id}`, { status: 'APPROVED' });
      good(change);

      const stale = await bob.there(method, path, body, { 'if-match': seen });
      expect([stale.status, stale.text]).toEqual([412, expect.stringMatching(/revision \d+/)]);
      const since = { 'x-after-position': header(change, 'x-position') };
      const reply = await read(() => bob.there('GET', `/api/v1/approvals/${id}`, undefined, since));
      const current = header(reply, 'etag');
      expect(current).toBe(header(change, 'etag'));
      good(await bob.there(method, path, body, { 'if-match': current }));
    });
  });

  describe('a command that is sent again through the other gateway with its Idempotency-Key', () => {
    const keyed = (key: string): Record<string, string> => ({ 'idempotency-key': key });

    it.each<[string, (send: Send, key: string, text: string) => Promise<Reply>]>([
      [
        'access',
        (send, key, text) =>
          send('POST', '/api/sessions/key-a/review', { groups: ['banking'], input: text }, keyed(key)),
      ],
      [
        'approvals',
        (send, key, text) =>
          send('POST', '/api/v1/approvals', { subjectKind: 'x', actionKind: text }, keyed(key)),
      ],
      [
        'outputs',
        (send, key, text) =>
          send(
            'POST',
            '/api/v1/review/key-o/request',
            { module_name: 'm', review_type: 'r', content: text },
            keyed(key),
          ),
      ],
    ])('asks once, answers the same, and refuses other content with 422: %s', async (name, ask) => {
      const first = await ask(alice.here, `ask-${name}`, 'one');
      good(first, 201);
      const again = await ask(alice.there, `ask-${name}`, 'one');
      expect(good(again, name === 'approvals' ? 200 : 201)).toEqual(first.json);
      expect(header(again, 'etag')).toBe(header(first, 'etag'));
      const [, id = 'no id'] = /"(.+):\d+"/.exec(header(first, 'etag')) ?? [];
      expect((await alice.there('GET', '/api/reviews')).text).toContain(id);
      for (const send of [alice.here, alice.there]) {
        const other = await ask(send, `ask-${name}`, 'two');
        expect([other.status, other.text]).toEqual([422, expect.stringMatching(/idempotency.?key/i)]);
      }
      const strangers = await ask(bob.there, `ask-${name}`, 'one');
      good(strangers, 201);
      expect(header(strangers, 'etag')).not.toBe(header(first, 'etag'));
    });

    it.each<[string, (send: Send, id: string, key: string, note: string) => Promise<Reply>]>([
      [
        'access by id',
        (send, id, key, note) =>
          send('PUT', `/api/reviews/${id}`, { status: 'APPROVED', rejection_reason: note }, keyed(key)),
      ],
      [
        'access by session',
        (send, id, key, note) =>
          send(
            'PUT',
            `/api/sessions/${id}/review`,
            { status: 'APPROVED', rejection_reason: note },
            keyed(key),
          ),
      ],
      [
        'approvals',
        (send, id, key, note) => send('POST', `/api/v1/approvals/${id}/approve`, { note }, keyed(key)),
      ],
      [
        'outputs',
        (send, id, key, note) => send('POST', `/api/v1/review/${id}/approve`, { note }, keyed(key)),
      ],
    ])('decides once, answers as of then, and refuses other content with 422: %s', async (name, decide) => {
      const id = await askApproval(alice.here);
      const first = await decide(bob.here, id, `decide-${name}`, 'fine');
      good(first);
      // Whatever happens since does not change the answer.
      good(await carol.there('PUT', `/api/reviews/${id}`, { status: 'REVOKED' }));
      const again = await decide(bob.there, id, `decide-${name}`, 'fine');
      expect(again.status).toBe(200);
      expect(again.json).toEqual(first.json);
      expect(header(again, 'etag')).toBe(header(first, 'etag'));

      const other = await decide(bob.there, id, `decide-${name}`, 'not fine');
      expect([other.status, other.text]).toEqual([422, expect.stringMatching(/idempotency.?key/i)]);
      const history = await carol.there('GET', `/api/v1/review/history?session_id=${id}`);
      expect(history.json).toMatchObject({
        total: 2,
        items: [{ decision: 'revoke' }, { decision: 'approve' }],
      });
    });
  });
});
