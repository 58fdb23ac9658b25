import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Principal } from '@countersign/review';
import { alice, approve, bob, claim, dave, MINUTE, requested, WORKSPACE } from '@countersign/testing';
import { type Documented, operationsOf } from './support/api-document';
import { differenceOf, plain } from './support/alike';
import { carriedBy, type Carried, type Part, partsOf, withField } from './support/carried-ids';
import {
  ALL_OPERATIONS,
  lasts,
  operation,
  type Operation,
  streamsOf,
  type Target,
} from './support/operations';
import { type Answer, startWholeApp, type WholeApp } from './support/whole-app';

jest.setTimeout(60_000);

const CLUE = 'only of the first workspace';
const EVERYWHERE = 'as everywhere';

let app: WholeApp;
let documented: readonly Documented[];
/** What there is in the first workspace alone, by what carries it. */
let ours: Readonly<Record<Carried, string>>;
let before: readonly unknown[];
/** Reading changes nothing, so that all of it is done in one workspace. */
let toBeRead: Promise<Elsewhere>;

beforeAll(async () => {
  app = await startWholeApp();
  documented = operationsOf(app.document);
  await furnish(US, CLUE);
  for (const commands of [1, 2]) await make(US, { session: 'same', title: CLUE, commands });
  ours = await idsOf(await make(US, { session: CLUE.replaceAll(' ', '-'), title: CLUE }));
  before = await everythingOf(US.admin);
  toBeRead = elsewhere(operation('PUT /v1/rules/{name}'));
});
afterAll(() => app.stop());

/** The people of a workspace: everywhere with the same names, ids, roles and groups. */
interface People {
  readonly asker: Principal;
  readonly reviewer: Principal;
  readonly admin: Principal;
}
const US: People = { asker: alice, reviewer: bob, admin: dave };
function peopleElsewhere(): People {
  const workspace = randomUUID();
  const there = (person: Principal): Principal => ({ ...person, workspace });
  return { asker: there(alice), reviewer: there(bob), admin: there(dave) };
}

/** The same in each workspace: a rule, and a session with a review. */
async function furnish(people: People, title = EVERYWHERE): Promise<void> {
  const body = { match: { kinds: ['nothing'] }, groups: ['banking'], description: title };
  expect((await app.send(people.admin, 'PUT /v1/rules/same', { body })).status).toBe(201);
  await make(people, { session: 'same', title });
}

interface Traits {
  readonly session: string;
  readonly title: string;
  /** How many come after the request: an approval, and a claim. */
  readonly commands?: number;
}

async function make({ asker, reviewer }: People, { session, title, commands = 0 }: Traits) {
  const [review, begins] = [randomUUID(), Date.now() - 5 * MINUTE];
  const given = { review, actor: asker, session, title, groups: ['banking'], payload: { text: title } };
  const later = [approve(reviewer, { at: begins + MINUTE }), claim(asker, { leaseSeconds: 3_000 })];
  const story = [requested({ ...given, at: begins }), ...later.slice(0, commands)];
  await app.tell(review, story);
  return { id: review, session };
}

/** All that can be carried to another workspace of a review of the first one. */
async function idsOf({ id, session }: Target): Promise<Record<Carried, string>> {
  const memory = randomUUID();
  const told = { at: Date.now(), workspace: WORKSPACE, session, review: id };
  const run = { source: randomUUID(), runId: randomUUID() };
  const memories = [memory, randomUUID()].map((one) => ({ id: one, content: CLUE }));
  await app.remember({ kind: 'RecordMemories', ...told, ...run, memories });
  const rule = { match: { kinds: ['nothing'] } };
  await app.send(US.admin, 'PUT /v1/rules/only-ours', { body: rule });
  const key = { headers: { 'idempotency-key': 'only-ours' }, body: ask() };
  expect((await app.send(US.admin, 'POST /v1/reviews', key)).status).toBe(201);

  const apiKey = await issueKey(US.admin);
  await issueKey(US.admin);

  const read = await app.send(US.admin, `GET /v1/reviews/${id}`);
  const { digest } = read.body as { digest: string };
  const approvals = await app.send(US.admin, 'GET /api/v1/approvals?limit=1');
  const nextOf = async (path: string) =>
    ((await app.send(US.admin, `GET ${path}?limit=1`)).body as { next: string }).next;
  return {
    ...{ review: id, session, memory, rule: 'only-ours', person: 'anna', group: 'only-ours' },
    ...{ word: CLUE, tag: String(read.headers['etag']), digest, key: 'only-ours', apiKey },
    position: String((await app.head(`review-${WORKSPACE}`)) ?? ''),
    cursor: await nextOf('/v1/reviews'),
    cursorOfApprovals: String(approvals.headers['x-next-cursor']),
    cursorOfMemories: await nextOf(`/v1/sessions/${session}/memories`),
    cursorOfDecisions: await nextOf('/v1/decisions'),
    cursorOfKeys: await nextOf('/v1/api-keys'),
  };
}

async function issueKey(admin: Principal): Promise<string> {
  const body = { name: CLUE, holder: { id: 'nightly', kind: 'agent', name: CLUE }, scopes: ['ask'] };
  const { status, body: issued } = await app.send(admin, 'POST /v1/api-keys', { body });
  expect(status).toBe(201);
  return (issued as { id: string }).id;
}

const ask = () => ({ subjectKind: 'changeset', action: 'apply', payload: { text: CLUE } });

/** Of the same form, and nowhere. */
const nobodys = (): Readonly<Record<Carried, string>> => {
  const id = randomUUID();
  return {
    ...{ review: id, session: `none-${id}`, memory: id, rule: `none-${id}`.slice(0, 60) },
    ...{ person: `none-${id}`, group: `none-${id}`, word: `none ${id}`, tag: `"${id}:0"` },
    ...{ digest: ours.digest.replace(/[0-9a-f]{64}$/, (hex) => [...hex].reverse().join('')), key: id },
    apiKey: id,
    // These say how far somebody has read: of a place everybody has one.
    ...{ position: ours.position, cursor: ours.cursor },
    ...{ cursorOfApprovals: ours.cursorOfApprovals, cursorOfMemories: ours.cursorOfMemories },
    ...{ cursorOfKeys: ours.cursorOfKeys, cursorOfDecisions: ours.cursorOfDecisions },
  };
};

/** All that the administrator of a workspace can read; each thing says how often it was changed. */
async function everythingOf(admin: Principal): Promise<readonly unknown[]> {
  const reads = [
    '/v1/reviews?limit=100',
    '/v1/rules',
    '/v1/api-keys',
    `/v1/sessions/${ours.session}/memories`,
  ];
  const answers = await Promise.all(reads.map((path) => app.send(admin, `GET ${path}`)));
  return answers.map(({ body }) => body);
}

const NOWHERE: Target = { id: '', session: '' };

interface Elsewhere {
  readonly people: People;
  readonly own: Target;
}

/** A workspace of its own, with what the operation needs. */
async function elsewhere(asked: Operation): Promise<Elsewhere> {
  const people = peopleElsewhere();
  if (asked.path(NOWHERE).startsWith('/v1/rules')) await furnish(people);
  return { people, own: await make(people, { session: randomUUID(), title: EVERYWHERE }) };
}

/** The request of an operation with something in one of its parts; the rest of it is of the other workspace. */
async function sendWith(asked: Operation, part: Part, value: string): Promise<Answer> {
  const isRead = asked.method === 'GET';
  const { people, own } = isRead ? await toBeRead : await elsewhere(asked);
  const target = { ...own, rule: asked.method === 'PUT' ? own.id : 'same', ...inPath(asked, part, value) };
  const [path = '', query] = asked.path(target).split('?');
  const search = part.in === 'query' ? `${part.name}=${encodeURIComponent(value)}` : query;
  const body = bodyWith(asked, target, part, value);
  const stream = `${streamsOf(asked)}${people.admin.workspace}`;
  const start = isRead ? null : await app.head(stream);
  const answer = await app.send(
    people.admin,
    `${asked.method} ${path}${search === undefined ? '' : `?${search}`}`,
    {
      ...(body !== null && { body }),
      headers: part.in === 'header' ? { [part.name.toLowerCase()]: value } : {},
      lasts: lasts(asked),
    },
  );
  if (answer.status >= 400 && !isRead) expect(await app.head(stream)).toBe(start);
  return answer;
}

function bodyWith(asked: Operation, target: Target, part: Part, value: string): unknown {
  const isDraft = part.in === 'body' && part.name.startsWith('rule.') && asked.names === 'rule';
  const good = asked.body === null ? null : asked.naming(asked.body, target);
  const base = isDraft ? { rule: { name: 'draft' } } : good;
  const field = carriesGroups(part) ? [value] : value;
  return part.in === 'body' ? withField(base, part.name.split('.'), field) : base;
}

const carriesGroups = ({ name }: Part): boolean => /groups$/i.test(name);

/** A path that names a review and its session would name two. */
function inPath({ names }: Operation, { in: place, name }: Part, value: string): Partial<Target> {
  if (place !== 'path') return {};
  if (name === 'memoryId') return { memory: value, session: ours.session };
  return names === 'memory' ? { session: value, memory: ours.memory } : { [FIELD[names ?? 'review']]: value };
}
const FIELD = { review: 'id', session: 'session', memory: 'memory', rule: 'rule', key: 'key' } as const;

const rows = ALL_OPERATIONS.map((asked) => [asked.name, asked] as const);
const documentedAs = (name: string): Documented => documented.find((one) => one.name === name) as Documented;

describe('what an administrator of another workspace gets by our ids', () => {
  it('is tried with every part of every operation of the document', () => {
    const unknown = documented.flatMap((one) => {
      const isRow = rows.some(([name]) => name === one.name);
      const unsaid = partsOf(app.document, one).filter((part) => carriedBy(one, part) === undefined);
      return [
        ...(isRow ? [] : [`${one.name}: add a row to ALL_OPERATIONS in test/support/operations.ts`]),
        ...unsaid.map(
          (part) => `${one.name}: say in test/support/carried-ids.ts what ${part.in} ${part.name} can carry`,
        ),
      ];
    });
    expect(unknown).toEqual([]);
  });

  it.each(rows)('is nothing, as by ids that are nowhere: %s', async (name, asked) => {
    const tries = partsOf(app.document, documentedAs(name)).map(async (part) => {
      const carried = carriedBy(documentedAs(name), part) ?? null;
      if (carried === null) return;
      const none = nobodys()[carried];
      const [got, nothing] = await Promise.all([
        sendWith(asked, part, ours[carried]),
        sendWith(asked, part, none),
      ]);
      const where = `${part.in} ${part.name}`;
      const difference = differenceOf(plain(got, ours[carried]), plain(nothing, none));
      expect([where, difference]).toEqual([where, null]);
      if (carried !== 'word') expect([where, got.text.includes(CLUE)]).toEqual([where, false]);
      if (part.in === 'path' && isOfOne(asked)) expect([where, got.status]).toEqual([where, 404]);
    });
    await Promise.all(tries);
  });

  it('is nothing in a list of decisions either, and what is his own is decided', async () => {
    const people = peopleElsewhere();
    const own = await make(people, { session: 'same', title: EVERYWHERE });
    const ids = [ours.review, own.id, randomUUID()];
    const body = { items: ids.map((id) => ({ id, verdict: 'reject' })) };
    const { results } = (await app.send(people.admin, 'POST /v1/reviews/decisions', { body })).body as {
      results: readonly { readonly status: number; readonly problem?: unknown }[];
    };
    expect(results.map(({ status }) => status)).toEqual([404, 200, 404]);
    expect(results[0]?.problem).toEqual(results[2]?.problem);
  });

  it('leaves everything as it was', async () => {
    const now = await everythingOf(US.admin);
    for (const [at, one] of now.entries())
      expect([at, isDeepStrictEqual(one, before[at])]).toEqual([at, true]);
  });
});

/** A session is never missing: nothing is in it. */
const isOfOne = ({ names, method, wished }: Operation): boolean =>
  names === 'review' ||
  names === 'memory' ||
  names === 'key' ||
  (names === 'rule' && method !== 'PUT') ||
  wished !== null;
