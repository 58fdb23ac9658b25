import { askApproval, askGroups, askOutput } from './support/asking';
import { people, type Reply, type Send } from './support/people';
import { cleanUp, newFolder, startGateway } from './support/programs';
import { settled } from './support/settled';
import { gone, storeChildOf } from './support/store-child';

jest.setTimeout(60_000);
afterAll(cleanUp);

const NAMES = ['alice', 'bob', 'carol', 'dave', 'erin', 'agent-7'] as const;
type Everybody = Readonly<Record<(typeof NAMES)[number], Send>>;

/** The sessions of the story, and what each of them is remembered for. */
const MEMORIES = {
  grant: ['Bob Brandt approved "connect session": first', 'Carol Castro approved "connect session": second'],
  change: ['Changes are applied at night'],
  refused: ['Carol Castro rejected "apply changeset": too broad'],
  draft: ['Carol Castro approved "accept workflow_output": good', 'Drafts are kept short'],
  open: [],
};

describe('a gateway and its own store that are killed at once', () => {
  it('show the same lists, reviews, histories and memories to everybody after a start on the same data', async () => {
    const dataDir = await newFolder();
    const { as } = await people(dataDir);
    const at = (url: string): Everybody =>
      Object.fromEntries(NAMES.map((name) => [name, as(name).at(url)])) as Everybody;
    const gateway = await startGateway(dataDir);
    const everybody = at(gateway.url);

    const reviews = await decideAcross(everybody);
    for (const [session, contents] of Object.entries(MEMORIES)) {
      await crystallised(everybody.dave, session, contents);
    }
    await settled(gateway.url);
    const before = await shown(everybody, reviews);
    expect(before['dave /api/reviews?limit=100']?.body).toMatchObject([
      { session: 'open', status: 'PENDING' },
      { session: 'draft', status: 'REVOKED' },
      { session: 'refused', status: 'REJECTED', rejection_reason: 'too broad' },
      { session: 'change', status: 'APPROVED' },
      { session: 'grant', status: 'APPROVED', min_approvals: 2 },
    ]);
    expect(before['dave /api/v1/review/history']?.body).toMatchObject({ total: 6 });

    const store = await storeChildOf(gateway);
    process.kill(store.pid, 'SIGKILL');
    process.kill(gateway.pid, 'SIGKILL');
    expect(await gateway.ended).toBe('SIGKILL');
    await gone(store.pid);

    const next = await startGateway(dataDir);
    expect((await storeChildOf(next)).pid).not.toBe(store.pid);
    await settled(next.url);
    expect(await shown(at(next.url), reviews)).toEqual(before);

    const last = await at(next.url).bob('POST', `/api/v1/approvals/${reviews.at(-1)}/approve`, {});
    expect([last.status, last.text]).toEqual([200, last.text]);
  });
});

/** One review of each session, asked through one API and decided through others; the last one is left open. */
async function decideAcross({ alice, bob, carol, 'agent-7': agent }: Everybody): Promise<string[]> {
  const more = { type: 'jit', access_duration_sec: 3_600, min_approvals: 2 };
  const grant = await askGroups(alice, 'grant', ['banking', 'security'], more);
  ok(await bob('POST', `/api/v1/approvals/${grant}/approve`, { note: 'first' }));
  ok(await carol('POST', '/api/v1/review/grant/approve', { amendments: null, note: 'second' }));

  const change = await askApproval(alice, {
    sessionId: 'change',
    requestPayload: { rows: 3 },
    labels: { module: 'billing' },
    candidateMemories: ['Changes are applied at night'],
  });
  ok(await bob('PUT', `/api/reviews/${change}`, { status: 'APPROVED' }));

  const refused = await askApproval(alice, { sessionId: 'refused', idempotencyKey: 'only-once' });
  ok(
    await carol('PUT', '/api/sessions/refused/review', { status: 'REJECTED', rejection_reason: 'too broad' }),
  );

  const draft = await askOutput(agent, 'draft', 'a draft', ['Drafts are kept short']);
  ok(await carol('POST', `/api/v1/approvals/${draft}/approve`, { note: 'good' }));
  ok(await carol('PUT', `/api/reviews/${draft}`, { status: 'REVOKED' }));

  const open = await askOutput(agent, 'open', 'still to be read');
  return [grant, change, refused, draft, open];
}

interface Shown {
  readonly status: number;
  readonly etag: string | null;
  readonly body: unknown;
}

/** Every answer that each person gets to every question there is to ask. */
async function shown(everybody: Everybody, reviews: readonly string[]): Promise<Record<string, Shown>> {
  const paths = [
    '/api/reviews?limit=100',
    '/api/v1/approvals?limit=100',
    '/api/v1/review/history',
    ...reviews.flatMap((id) => [`/api/reviews/${id}`, `/api/v1/approvals/${id}`]),
    ...Object.keys(MEMORIES).flatMap((session) => [
      `/api/reviews/${session}`,
      `/api/v1/review/${session}/pending`,
      `/api/v1/review/${session}/memories`,
    ]),
  ];
  const answers: Record<string, Shown> = {};
  for (const name of NAMES) {
    for (const path of paths) {
      const { status, headers, json, text } = await everybody[name]('GET', path);
      if (status !== 200 && status !== 404) throw new Error(`${name} ${path}: ${status} ${text}`);
      answers[`${name} ${path}`] = { status, etag: headers.get('etag'), body: json };
    }
  }
  return answers;
}

/** Waits until a session holds these memories. */
async function crystallised(send: Send, session: string, contents: readonly string[]): Promise<void> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const { json } = await send('GET', `/api/v1/review/${session}/memories`);
    const { memories } = json as { memories: { content: string }[] };
    if (memories.length >= contents.length) {
      return expect(memories.map(({ content }) => content)).toEqual(contents);
    }
    if (Date.now() > deadline) throw new Error(`not crystallised: ${JSON.stringify(json)}`);
  }
}

function ok({ status, text }: Reply): void {
  expect([status, text]).toEqual([200, text]);
}
