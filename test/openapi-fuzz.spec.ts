import { randomInt, randomUUID } from 'node:crypto';
import type { Principal } from '@countersign/review';
import { bob, dave, WORKSPACE } from '@countersign/testing';
import * as fc from 'fast-check';
import { executor } from '../libs/testing/src/callers';
import { counts } from '../libs/testing/src/counts';
import { type ApiDocument, type Documented, operationsOf } from './support/api-document';
import { Checks } from './support/fuzz/checks';
import { type Attempt, attempts } from './support/fuzz/requests';
import { withTags } from './support/fuzz/tags';
import type { Known } from './support/fuzz/values';
import { ALL_OPERATIONS, lasts, type Target } from './support/operations';
import { pendingReview } from './support/recorded';
import { startWholeApp, type WholeApp } from './support/whole-app';

jest.setTimeout(counts(60_000, 30 * 60_000));

const REQUESTS = counts(30, 5_000);
const AT_ONCE = 10;
/** Again with the same requests: FUZZ_SEED, and FUZZ_PATH as a failure prints it. */
const SEED = Number(process.env['FUZZ_SEED'] ?? randomInt(2 ** 31));
const PATH = process.env['FUZZ_PATH'];
const ROLES: readonly Principal[] = [dave, bob, executor];

let app: WholeApp;
let documented: readonly Documented[];
let known: Known;
let checks: Checks;
/** The ids of the requests that were. */
const refused = new Set<string>();
beforeAll(async () => {
  app = await startWholeApp();
  documented = operationsOf(app.document);
  checks = new Checks(app.document);
  const made = [await pendingReview(app), await pendingReview(app), await pendingReview(app)];
  const [reviews, sessions] = [made.map(({ id }) => id), made.map(({ session }) => session)];
  const rules = ['everything', 'no-such-rule'];
  const keys = [await issuedKey(), await issuedKey()];
  await remembered(made[0] as Target);
  await decided(await pendingReview(app));
  await decided(await pendingReview(app));
  const position = String(await app.head());
  const principal = [WORKSPACE, dave.id].map(encodeURIComponent).join('/');
  const taken = { position, principal, cursors: await cursors(sessions[0] as string) };
  known = { reviews, sessions, rules, keys, ...taken };
  console.log(`FUZZ_SEED=${SEED}`);
});
afterAll(() => app.stop());

async function issuedKey(): Promise<string> {
  const body = { name: 'nightly', holder: { id: 'nightly', kind: 'agent' }, scopes: ['ask'] };
  return ((await app.send(dave, 'POST /v1/api-keys', { body })).body as { id: string }).id;
}

async function decided({ id }: Target): Promise<void> {
  const { status } = await app.send(bob, `POST /v1/reviews/${id}/decisions`, {
    body: { verdict: 'approve' },
  });
  expect(status).toBe(200);
}

async function remembered({ id: review, session }: Target): Promise<void> {
  const told = { at: Date.now(), workspace: WORKSPACE, session, review };
  const memories = [randomUUID(), randomUUID()].map((id) => ({ id, content: 'learnt' }));
  const run = { source: randomUUID(), runId: randomUUID() };
  await app.remember({ kind: 'RecordMemories', ...told, ...run, memories });
}

async function cursors(session: string): Promise<Known['cursors']> {
  const nextOf = async (path: string): Promise<string> => {
    const { headers, body } = await app.send(dave, `GET ${path}?limit=1`);
    return String(headers['x-next-cursor'] ?? (body as { next?: string }).next);
  };
  return {
    '/v1/decisions': await nextOf('/v1/decisions'),
    '/v1/reviews': await nextOf('/v1/reviews'),
    '/v1/api-keys': await nextOf('/v1/api-keys'),
    '/api/v1/approvals': await nextOf('/api/v1/approvals'),
    '/v1/sessions/{id}/memories': await nextOf(`/v1/sessions/${session}/memories`),
  };
}

const documentedAs = (name: string): Documented => documented.find((one) => one.name === name) as Documented;
const rows = ALL_OPERATIONS.map((asked) => [asked.name, asked] as const);

describe('whatever is sent', () => {
  it('is sent to every operation of the document', () => {
    expect(rows.map(([name]) => name).sort()).toEqual(documented.map(({ name }) => name).sort());
  });

  it.each(rows)('is answered as the document says: %s', async (name, asked) => {
    const one = documentedAs(name);
    const settings = {
      ...{ numRuns: REQUESTS / AT_ONCE, seed: SEED, ...(PATH !== undefined && { path: PATH }) },
      // To make it smaller takes long, and is worth it for one test alone.
      endOnFailure: PATH === undefined,
    };
    const some = fc.array(attempts(app.document, one, known), { minLength: AT_ONCE, maxLength: AT_ONCE });
    const tries = ROLES.map((role) => {
      const answerTo = async (attempt: Attempt): Promise<string | null> => {
        const { request, body } = attempt;
        const headers = await withTags(app, known, attempt);
        const carried = { headers, ...(body !== undefined && { body }), lasts: lasts(asked) };
        const answer = await app.send(role, request, carried);
        if (answer.status >= 400) refused.add(String(answer.headers['x-request-id']));
        const problem = checks.problemOf(one, attempt, answer);
        return problem && `${role.id}: ${problem}: ${JSON.stringify(attempt)}`;
      };
      const areAnswered = fc.asyncProperty(some, async (together) => {
        const problems = (await Promise.all(together.map(answerTo))).filter((problem) => problem !== null);
        if (problems.length > 0) throw new Error(problems.join('\n'));
      });
      return fc.assert(areAnswered, settings);
    });
    await Promise.all(tries);
  });

  it.each(rows)('is not heard without a credential, or with one that is none: %s', async (name, asked) => {
    const path = asked.path({ id: known.reviews[0] ?? '', session: known.sessions[0] ?? '' });
    const body = asked.body === null ? {} : { body: asked.body };
    for (const headers of [{}, { authorization: 'Bearer x.y.z' }, { authorization: 'Basic eDp5' }]) {
      const answer = await app.send(null, `${asked.method} ${path}`, {
        ...body,
        headers,
        lasts: lasts(asked),
      });
      expect([name, answer.status]).toEqual([name, asked.action === null ? asked.answered : 401]);
    }
  });

  it('was recorded nowhere if it was refused', async () => {
    const { headers } = await app.send(dave, 'PUT /v1/rules/last', {
      body: { match: { kinds: ['nothing'] } },
    });
    const recorded = await app.recordedFor();
    expect(recorded.has(String(headers['x-request-id']))).toBe(true);
    expect(refused.size).toBeGreaterThan(0);
    expect([...refused].filter((id) => recorded.has(id))).toEqual([]);
  });

  it('is refused where the path does not take the method, and says what it takes', async () => {
    const methods = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'TRACE'];
    for (const [path, taken] of taking(app.document.paths)) {
      const address = path.replaceAll(/\{\w+\}/g, 'x');
      const refused = methods.filter((method) => !taken.includes(method));
      for (const method of [...refused, 'OPTIONS']) {
        const { status, headers, text } = await app.send(dave, `${method} ${address}`);
        const allowed = String(headers['allow'])
          .split(', ')
          .filter((one) => one !== 'HEAD');
        const expected = method === 'OPTIONS' ? 204 : 405;
        expect([method, path, status, allowed.sort(), text === '']).toEqual([
          ...[method, path, expected, [...taken, 'OPTIONS'].sort(), method === 'OPTIONS'],
        ]);
      }
    }
  });
});

/** Each path with its methods, also those that it takes as a rule called `preview` would. */
function taking(paths: ApiDocument['paths']): readonly (readonly [string, readonly string[]])[] {
  const all = Object.entries(paths);
  return all.map(([path]) => {
    const isTakenIn = ([other]: (typeof all)[number]): boolean =>
      new RegExp(`^${other.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path);
    const methods = all.filter(isTakenIn).flatMap(([, taken]) => Object.keys(taken));
    return [path, [...new Set(methods)].map((method) => method.toUpperCase())];
  });
}
