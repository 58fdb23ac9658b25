import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EventListening } from '../libs/testing/src/event-source';
import { stopwatch } from '../libs/testing/src/stopwatch';
import { people, type Send } from './support/people';
import {
  cleanUp,
  type GatewayProgram,
  newFolder,
  startGateway,
  startStore,
  type StoreProgram,
} from './support/programs';

jest.setTimeout(60_000);

/** Promised of a revocation on every gateway; the rest is for a busy machine. */
const COUNTS_WITHIN_MS = 2_000;
/** Promised of every answer. */
const ANSWERED_WITHIN_MS = 5_000;

let store: StoreProgram;
let folders: readonly string[];
let one: GatewayProgram;
let other: GatewayProgram;
let dave: Send;
beforeAll(async () => {
  folders = [await newFolder(), await newFolder()];
  const [dataDir = '', storeDir = ''] = folders;
  store = await startStore(storeDir);
  const env = {
    EVENTSTORE_CONNECTION_STRING: store.connectionString,
    API_KEY_SECRET: 'the secret that both of them have',
    LOG_LEVEL: 'trace',
  };
  [one, other] = await Promise.all([startGateway(dataDir, env), startGateway(await newFolder(), env)]);
  dave = (await people(dataDir)).as('dave').at(one.url);
});
afterAll(cleanUp);

async function issue(): Promise<{ id: string; key: string }> {
  const holder = { id: 'agent-9', kind: 'agent', groups: ['banking'] };
  const reply = await dave('POST', '/v1/api-keys', { name: 'nightly', holder, scopes: ['ask'] });
  expect([reply.status, reply.text]).toEqual([201, reply.text]);
  return reply.json as { id: string; key: string };
}

const BODY = { subjectKind: 'changeset', action: 'apply', payload: {} };
const NOBODYS = { items: [{ id: '00000000-0000-4000-8000-000000000000', verdict: 'approve' }] };

async function call(url: string, key: string, method = 'GET', path = '/v1/me', body?: unknown) {
  const startedAt = performance.now();
  const response = await fetch(url + path, {
    method,
    headers: { 'x-api-key': key, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(20_000),
  });
  await response.arrayBuffer();
  return { status: response.status, headers: response.headers, tookMs: performance.now() - startedAt };
}

/** Calls until it is answered otherwise; how long that took. */
async function until(status: number, send: () => ReturnType<typeof call>): Promise<number> {
  const startedAt = performance.now();
  for (;;) {
    const answer = await send();
    if (answer.status === status) return performance.now() - startedAt;
    if (performance.now() - startedAt > 15_000) throw new Error(`it is still answered ${answer.status}`);
  }
}

/** How long after its revocation a key was refused everywhere. */
async function lastRefusal(): Promise<number> {
  const { id, key } = await issue();
  expect((await call(other.url, key, 'POST', '/v1/reviews', BODY)).status).toBe(201);
  expect((await call(other.url, key, 'POST', '/v1/reviews/decisions', NOBODYS)).status).toBe(200);
  const stream = await EventListening.to(`${other.url}/v1/stream`, { 'x-api-key': key });
  await stream.until(({ text }) => text.includes(':connected'));

  expect((await dave('DELETE', `/v1/api-keys/${id}`)).status).toBe(204);
  const revokedAt = performance.now();
  const refusals = await Promise.all([
    until(401, () => call(other.url, key)),
    until(401, () => call(other.url, key, 'POST', '/v1/reviews/decisions', NOBODYS)),
    stream.closed.then(() => performance.now() - revokedAt),
  ]);
  for (const url of [one.url, other.url])
    expect((await call(url, key, 'POST', '/v1/reviews', BODY)).status).toBe(401);
  expect((await call(other.url, key, 'GET', '/v1/stream')).status).toBe(401);
  return Math.max(...refusals);
}

describe('an API key that one gateway issued', () => {
  it('counts on the other at once', async () => {
    const { key } = await issue();
    expect((await call(other.url, key)).status).toBe(200);
    const { key: later } = await issue();
    expect((await call(other.url, later)).status).toBe(200);
  });

  it('counts no more on the other within two seconds of its revocation: REST, bulk and an open stream', async () => {
    const rounds: number[] = [];
    // On a busy machine the best of three tells what the gateways do.
    while (rounds.length < 3 && !rounds.some((took) => took < COUNTS_WITHIN_MS))
      rounds.push(await lastRefusal());
    expect(Math.min(...rounds)).toBeLessThan(COUNTS_WITHIN_MS);
  });

  it('is nowhere in the log, the views, nor what the gateways print', async () => {
    const { key } = await issue();
    await call(one.url, key);
    await call(one.url, key.slice(0, -1));
    await call(one.url, `${key.slice(0, 60)}AAAA${key.slice(64)}`);
    const files = (await Promise.all(folders.map(filesIn))).flat();
    expect(files.length).toBeGreaterThan(2);
    const bytes = Buffer.from(key.slice(4), 'base64url').subarray(32, 64);
    const forms = [key.slice(60, 90), bytes.toString('hex'), bytes.toString('base64').slice(0, 40)];
    for (const file of files) {
      const content = await readFile(file);
      for (const form of [...forms, bytes]) expect([file, content.includes(form)]).toEqual([file, false]);
    }
    for (const form of forms) expect(one.output() + other.output()).not.toContain(form);
  });
});

describe('a gateway whose store stands still', () => {
  it('refuses keys with 503 after five seconds at the latest, in time, and goes on when it is back', async () => {
    const { key } = await issue();
    expect((await call(other.url, key)).status).toBe(200);
    process.kill(store.pid, 'SIGSTOP');
    try {
      const elapsed = stopwatch();
      let answer = await call(other.url, key);
      while (answer.status === 200) {
        expect(answer.tookMs).toBeLessThan(ANSWERED_WITHIN_MS);
        expect(elapsed()).toBeLessThan(ANSWERED_WITHIN_MS + 1_000);
        answer = await call(other.url, key);
      }
      expect(answer.status).toBe(503);
      expect(answer.tookMs).toBeLessThan(ANSWERED_WITHIN_MS);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      expect((await call(other.url, `${key.slice(0, -1)}${key.endsWith('_') ? '-' : '_'}`)).status).toBe(401);
    } finally {
      process.kill(store.pid, 'SIGCONT');
    }
    await until(200, () => call(other.url, key));
  });
});

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
