import { agent7, alice, bob, dave, erin, mallory, olga } from '@countersign/testing';
import type { Principal } from '@countersign/review';
import type { Answer } from '../../testing/src/dialect-app';
import type { Memory, MemoryList } from './memory-schema';
import { NativeApp } from './native-app.spec-support';

jest.setTimeout(30_000);

let app: NativeApp;
beforeAll(async () => {
  app = await NativeApp.start();
});
afterAll(() => app.stop());

const list = (who: Principal, session: string): Promise<Answer> =>
  app.core.send(who, `GET /v1/sessions/${session}/memories`);
const forget = (who: Principal, session: string, id: string, query = ''): Promise<Answer> =>
  app.core.send(who, `DELETE /v1/sessions/${session}/memories/${id}${query}`);
const itemsIn = ({ body }: Answer): readonly Memory[] => (body as { items: readonly Memory[] }).items;
const notFound = { status: 404, body: { type: 'urn:countersign:problem:not-found' } };

let sessions = 0;
/** A session of which so many things are remembered, seen by its asker, bob and who oversees the workspace. */
async function remembered(...sentences: readonly string[]) {
  const session = `memories-${++sessions}`;
  const { id: review } = await app.ask(alice, {
    sessionId: session,
    assignedUserId: 'bob',
    candidateMemories: sentences,
  });
  return { session, review, memories: await approved(review, session) };
}

/** Bob approves it; what is remembered of it then. */
async function approved(review: string, session: string): Promise<readonly Memory[]> {
  const listening = await app.listen(bob, `session=${session}`);
  await app.decide(bob, review, 'approve');
  await listening.until(({ messages }) => messages.some(({ event }) => event === 'memories'));
  listening.close();
  return itemsIn(await list(bob, session));
}

describe('what a session is remembered for', () => {
  it('is listed to whoever sees its review, with where it came from', async () => {
    const { session, review, memories } = await remembered('one', 'two');
    expect(memories.map(({ content }) => content)).toEqual(['one', 'two']);
    expect(memories[0]).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      content: 'one',
      createdAt: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/) as string,
      review,
      source: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    });
    for (const who of [alice, dave, erin]) expect(itemsIn(await list(who, session))).toEqual(memories);
    for (const who of [mallory, olga])
      expect(await list(who, session)).toMatchObject({ status: 200, body: { items: [] } });
  });

  it('is found by its words, in its session and among those of all', async () => {
    const { session, memories } = await remembered('Turbine one leaks', 'turbine two', 'pump');
    const [one, two] = memories.map(({ id }) => id);
    const search = (who: Principal, path: string) => app.core.send(who, `GET /v1${path}`);
    const inSession = await search(bob, `/sessions/${session}/memories?q=TURB*&limit=1`);
    expect(inSession.body).toMatchObject({ items: [{ id: two }] });
    const { next } = inSession.body as { next: string };
    expect((await search(bob, `/sessions/${session}/memories?q=turb*&cursor=${next}`)).body).toMatchObject({
      items: [{ id: one }],
      next: null,
    });
    const everywhere = await search(bob, '/memories?q=turbine&limit=1');
    expect(everywhere.body).toMatchObject({ items: [{ id: two, session }] });
    const rest = `/memories?q=turbine&cursor=${(everywhere.body as { next: string }).next}`;
    expect((await search(bob, rest)).body).toMatchObject({ items: [{ id: one, session }], next: null });
    for (const who of [mallory, olga])
      expect((await search(who, '/memories?q=turbine')).body).toEqual({ items: [], next: null });
    const refused = ['/memories', '/memories?q=-', '/memories?q=a&cursor=1.1', '/memories?q=a&limit=101'];
    for (const path of [...refused, `/sessions/${session}/memories?cursor=${next}`])
      expect([path, (await search(bob, path)).status]).toEqual([path, 400]);
  });

  it('comes in pages', async () => {
    const { session, memories } = await remembered('one', 'two', 'three');
    const page = (query: string): Promise<Answer> =>
      app.core.send(bob, `GET /v1/sessions/${session}/memories${query}`);
    const first = (await page('?limit=2')).body as MemoryList;
    expect(first).toEqual({ items: memories.slice(0, 2), next: expect.any(String) as string });
    const second = (await page(`?limit=2&cursor=${first.next}`)).body;
    expect(second).toEqual({ items: memories.slice(2), next: null });
    for (const query of ['limit=0', 'limit=501', 'cursor=x', 'cursor=1.', 'cursor='])
      expect(await page(`?${query}`)).toMatchObject({
        status: 400,
        body: { errors: [{ parameter: query.split('=')[0] }] },
      });
    expect((await page('')).body).toEqual({ items: memories, next: null });
  });

  it('is nothing for a session that is none', async () => {
    expect(await list(alice, 'unknown')).toMatchObject({ status: 200, body: { items: [] } });
    expect(await list(alice, 'a%20b')).toMatchObject({
      status: 400,
      body: { errors: [{ parameter: 'id' }] },
    });
  });
});

describe('a memory', () => {
  it('is forgotten by a reviewer, and gone at once for him who had it forgotten', async () => {
    const { session, memories } = await remembered('kept', 'gone');
    const [kept, gone] = memories as [Memory, Memory];
    const answer = await forget(bob, session, gone.id.toUpperCase(), '?note=wrong');
    expect(answer).toMatchObject({
      status: 204,
      text: '',
      headers: { 'x-position': expect.any(String) as string },
    });
    expect(itemsIn(await list(bob, session))).toEqual([kept]);
    expect(await forget(bob, session, gone.id)).toMatchObject(notFound);
    expect(await forget(dave, session, kept.id)).toMatchObject({ status: 204 });
  });

  it.each<[string, Principal, string]>([
    ['an agent', agent7, 'agents-cannot-decide'],
    ['an auditor', erin, 'not-eligible'],
    ['its asker', alice, 'not-eligible'],
  ])('is not forgotten by %s', async (_, who, name) => {
    const session = `barred-${++sessions}`;
    const asker = who.kind === 'agent' ? agent7 : alice;
    const { id } = await app.ask(asker, { sessionId: session, candidateMemories: ['kept'] });
    const [memory] = await approved(id, session);
    expect(await forget(who, session, String(memory?.id))).toMatchObject({
      status: 403,
      body: { type: `urn:countersign:problem:${name}` },
    });
  });

  it('is not found by whoever does not see it, nor where it is not', async () => {
    const { session, memories } = await remembered('kept');
    const id = String(memories[0]?.id);
    for (const who of [mallory, olga]) expect(await forget(who, session, id)).toMatchObject(notFound);
    for (const other of ['7f2a2b1e-6c1f-4c2e-9d5e-3f9a4d1c0b7a', 'x', '%00'])
      expect(await forget(dave, session, other)).toMatchObject(notFound);
    expect(await forget(dave, 'another-session', id)).toMatchObject(notFound);
    expect(await forget(dave, session, id, '?why=x')).toMatchObject({ status: 400 });
    expect(itemsIn(await list(bob, session))).toEqual(memories);
  });
});
