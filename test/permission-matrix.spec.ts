import { randomUUID } from 'node:crypto';
import { type Action, barredFrom, mayUse, type Principal } from '@countersign/review';
import { dave, MINUTE, storyOf, WORKSPACE } from '@countersign/testing';
import type { CellAnswer, State, Wished } from '../libs/domain/review/who-may-do-what';
import { operationsOf } from './support/api-document';
import { askerFor, type Kind, KINDS, saidOf, sees } from './support/kinds-of-principals';
import { ALL_OPERATIONS, lasts, type Operation, streamsOf, type Target } from './support/operations';
import { statusesOf } from './support/statuses';
import { type Answer, startWholeApp, type WholeApp } from './support/whole-app';

jest.setTimeout(60_000);

let app: WholeApp;
beforeAll(async () => {
  app = await startWholeApp();
  // What is refused records nothing, the first time neither.
  for (const { principal } of KINDS) if (principal !== null) await app.credentialOf(principal);
});
afterAll(() => app.stop());

type Expected = CellAnswer | 'unauthenticated' | 'unsuited-credential';

const USUAL: readonly State[] = ['PENDING', 'APPROVED', 'REJECTED'];
const EXECUTED: readonly State[] = [...USUAL, 'PROCESSING', 'UNKNOWN'];
/** Where the review stands says nothing to the others. */
function statesFor({ names, wished, action }: Operation): readonly State[] {
  if (wished === null && names !== 'review') return ['APPROVED'];
  // Whether one sees it does not hang on how it ended.
  if (wished === null) return ['PENDING', 'APPROVED'];
  return action === 'execute' || action === 'reconcile' ? EXECUTED : USUAL;
}

/** Of one table: what an operation is for, and who may want that; then what he has to do with the review. */
function expectedOf(asked: Operation, kind: Kind, state: State): Expected {
  const { action, wished, names } = asked;
  const { principal } = kind;
  if (action === null) return 'yes';
  if (principal === null) return 'unauthenticated';
  if (asked.needsToken === true && principal.restrictedTo !== null) return 'unsuited-credential';
  const isOfReview = names === 'review' || names === 'memory' || wished !== null;
  if (isOfReview && !sees(kind, state)) return 'not-found';
  return wished === null
    ? (barredFrom(action, principal) ?? (isElsewhere(asked, principal) ? 'not-found' : 'yes'))
    : wishedOf(kind, { action, principal, wished, state: stateBy(asked, state) });
}

interface Wish {
  readonly action: Action;
  readonly principal: Principal;
  readonly wished: Wished;
  readonly state: State;
}

function wishedOf(kind: Kind, { action, principal, wished, state }: Wish): Expected {
  const said = saidOf(kind, wished, state);
  // Whose it is comes before what he is: an agent may withdraw what it asked for.
  if (said === 'not-requester' || said === 'lease-lost' || said === 'not-found') return said;
  const isOwn = principal.id === askerFor(kind).id;
  const bar = barredFrom(action, principal, isOwn);
  if (bar !== null) return bar;
  // What others asked for is claimed by a key that was given for just that.
  return wished === 'claim' && !isOwn && !mayUse(principal, ['execute']) ? 'not-eligible' : said;
}

/** A rule, or a key, that there is in the other workspace only. */
const isElsewhere = ({ names, method }: Operation, { workspace }: Principal): boolean =>
  (names === 'key' || (names === 'rule' && method !== 'PUT')) && workspace !== WORKSPACE;

/** Two APIs never decide what is approved already. */
function stateBy({ dialect, decides }: Operation, state: State): State {
  const isOpenOnly = decides && (dialect === 'approvals' || dialect === 'outputs');
  return isOpenOnly && state === 'APPROVED' ? 'PROCESSING' : state;
}

const changes = ({ method, wished }: Operation): boolean =>
  wished !== null || method === 'DELETE' || method === 'PUT';

/** What is refused changes nothing, so that all of it is tried on one review. */
const standing = new Map<string, Promise<Target>>();

function targetFor(asked: Operation, kind: Kind, state: State): Promise<Target> {
  const asker = askerFor(kind);
  if (changes(asked) && expectedOf(asked, kind, state) === 'yes') return make(asked, asker, state);
  const key = `${asker.id} ${state} ${asked.names === 'rule' ? asked.name : asked.names}`;
  const target = standing.get(key) ?? make(asked, asker, state);
  standing.set(key, target);
  return target;
}

async function make({ names, method }: Operation, asker: Principal, state: State): Promise<Target> {
  const target = { id: randomUUID(), session: randomUUID(), rule: randomUUID(), memory: randomUUID() };
  const { id: review, session } = target;
  const story = storyOf(state, asker, { review, begins: Date.now() - 5 * MINUTE });
  await app.tell(
    review,
    story.map((command) => (command.kind === 'RequestReview' ? { ...command, session } : command)),
  );
  if (names === 'rule' && method !== 'PUT') {
    const made = await app.send(dave, `PUT /v1/rules/${target.rule}`, {
      body: { match: { kinds: ['nothing'] } },
    });
    expect(made.status).toBe(201);
  }
  if (names === 'key') {
    const body = { name: 'nightly', holder: { id: 'nightly', kind: 'agent' }, scopes: ['ask'] };
    const issued = await app.send(dave, 'POST /v1/api-keys', { body });
    expect(issued.status).toBe(201);
    return { ...target, key: (issued.body as { id: string }).id };
  }
  if (names === 'memory') {
    const { id, workspace } = { id: target.memory, workspace: asker.workspace };
    const memories = [{ id, content: 'what was learnt' }];
    const source = randomUUID();
    const told = { at: Date.now(), workspace, session, review, source, runId: randomUUID(), memories };
    await app.remember({ kind: 'RecordMemories', ...told });
  }
  return target;
}

async function answerTo(asked: Operation, kind: Kind, target: Target): Promise<Answer> {
  const request = `${asked.method} ${asked.path(target)}`;
  const body = asked.body === null ? undefined : asked.naming(asked.body, target);
  return app.send(kind.principal, request, { ...(body && { body }), lasts: lasts(asked) });
}

/** Of many decisions in one request each has a status of its own. */
function statusOf({ name }: Operation, { status, body }: Answer): number {
  const [only] = name === 'POST /v1/reviews/decisions' && status === 200 ? resultsIn(body) : [];
  return only?.status ?? status;
}
const resultsIn = (body: unknown) => (body as { results: readonly { status: number }[] }).results;

/** The answer of an operation that nothing kept anybody from. */
function good({ name, method, action, names, answered }: Operation, kind: Kind): number {
  if (name === 'POST /v1/audit/verification') return 202;
  if (action === null) return answered;
  if (action === 'manageKeys' && method === 'POST') return 201;
  if (names === 'rule' && method === 'PUT') return 201;
  if (method === 'DELETE') return 204;
  return action === 'ask' && kind.principal !== null ? 201 : 200;
}

interface Cell {
  readonly kind: Kind;
  readonly state: State;
}

function expectedIn(asked: Operation, { kind, state }: Cell): object {
  const expected = expectedOf(asked, kind, state);
  const status = expected === 'yes' ? good(asked, kind) : statusesOf(asked.dialect)[expected];
  return { kind: kind.about, state, expected, status };
}

async function tried(asked: Operation, { kind, state }: Cell, target: Target): Promise<object> {
  const status = statusOf(asked, await answerTo(asked, kind, target));
  return { kind: kind.about, state, expected: expectedOf(asked, kind, state), status };
}

const AT_ONCE = 8;

async function inTurns<Of, Result>(
  all: readonly Of[],
  each: (one: Of, at: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let first = 0; first < all.length; first += AT_ONCE)
    results.push(
      ...(await Promise.all(all.slice(first, first + AT_ONCE).map((one, at) => each(one, first + at)))),
    );
  return results;
}

describe('who may call what', () => {
  it('is said for every operation of the document', () => {
    const rows = ALL_OPERATIONS.map(({ name }) => name);
    const operations = operationsOf(app.document).map(({ name }) => name);
    const missing = operations.filter((name) => !rows.includes(name));
    const advice = 'add a row with its action to ALL_OPERATIONS in test/support/operations.ts';
    expect(missing.map((name) => `${name}: ${advice}`)).toEqual([]);
    expect(rows.filter((name) => !operations.includes(name))).toEqual([]);
  });

  it.each(ALL_OPERATIONS)('$name', async (asked) => {
    const cells = statesFor(asked).flatMap((state) => KINDS.map((kind) => ({ kind, state })));
    const [good, refused] = [true, false].map((isGood) =>
      cells.filter(({ kind, state }) => (expectedOf(asked, kind, state) === 'yes') === isGood),
    ) as [Cell[], Cell[]];

    const targets = await inTurns(refused, ({ kind, state }) => targetFor(asked, kind, state));
    const before = await app.head(streamsOf(asked));
    expect(await inTurns(refused, (cell, at) => tried(asked, cell, targets[at] as Target))).toEqual(
      refused.map((cell) => expectedIn(asked, cell)),
    );
    expect(await app.head(streamsOf(asked))).toBe(before);

    const inGood = async (cell: Cell) => tried(asked, cell, await targetFor(asked, cell.kind, cell.state));
    expect(await inTurns(good, inGood)).toEqual(good.map((cell) => expectedIn(asked, cell)));
  });
});
