import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { stopwatch } from '../libs/testing/src/stopwatch';
import { type Caller, people, type Reply } from './support/people';
import { cleanUp, newFolder, startGateway } from './support/programs';
import { head, until, Wire } from './support/wire';

/** Small, so that what is cut is cut soon; requests are many in a test and few in its limits. */
const SETTINGS = {
  HEADERS_TIMEOUT_MS: '2000',
  REQUEST_TIMEOUT_MS: '3000',
  IDLE_TIMEOUT_MS: '2500',
  RATE_LIMIT_PRINCIPAL: '2100',
  RATE_LIMIT_WORKSPACE: '2200',
  RATE_LIMIT_FAILED: '20',
  STREAMS_PER_PRINCIPAL: '10',
  STREAMS_PER_GATEWAY: '2000',
};
const MB = 1024 * 1024;
/** 60 requests a second at most: for half a minute fewer than a principal has in a whole one. */
const PAUSE_MS = 50;
const ASK = { subjectKind: 'changeset', action: 'apply', payload: {}, groups: ['banking'] };

jest.setTimeout(60_000);

let url: string;
let pid: number;
let somebody: (workspace?: string) => Promise<Caller>;
const wires: Wire[] = [];

beforeAll(async () => {
  const dataDir = await newFolder();
  ({ url, pid } = await startGateway(dataDir, SETTINGS));
  const { make } = await people(dataDir);
  somebody = (workspace = randomUUID()) =>
    make({
      id: randomUUID(),
      name: 'Somebody',
      email: '',
      workspace,
      roles: ['reviewer'],
      groups: ['banking'],
    });
});
afterEach(() => {
  for (const wire of wires.splice(0)) wire.close();
});
afterAll(cleanUp);

async function open(count: number, first = ''): Promise<readonly Wire[]> {
  const opened = await Promise.all(Array.from({ length: count }, () => Wire.open(url, first)));
  wires.push(...opened);
  return opened;
}

/** So many requests that a gateway may stand still once, and again. */
const DAY = 300;

/** What somebody does all day; the time that 99 of 100 of his requests were answered within, in ms. */
async function ordinaryDay(caller: Caller, while_: () => boolean): Promise<number> {
  const send = caller.at(url);
  const took: number[] = [];
  const timed = async (answer: () => Promise<Reply>, status: number): Promise<void> => {
    const elapsed = stopwatch();
    expect((await answer()).status).toBe(status);
    took.push(elapsed());
  };
  while (took.length < DAY || while_()) {
    await timed(() => send('POST', '/v1/reviews', ASK), 201);
    await timed(() => send('GET', '/v1/reviews?limit=5'), 200);
    await timed(() => send('GET', '/v1/me'), 200);
    // Slowly enough that his own limit never is what is measured.
    await pause(PAUSE_MS);
  }
  took.sort((a, b) => a - b);
  return took[Math.floor(took.length * 0.99)] ?? Infinity;
}

/** Of the gateway, in bytes. */
function residentBytes(): number {
  const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}

/** How much more memory than before the gateway takes at most, until it is over. */
async function growthWhile(work: () => Promise<void>): Promise<number> {
  // What one such request needs for the first time is no growth.
  await fetch(`${url}/livez`);
  const before = residentBytes();
  let most = before;
  const look = setInterval(() => (most = Math.max(most, residentBytes())), 10);
  await work().finally(() => clearInterval(look));
  return Math.max(most, residentBytes()) - before;
}

describe('ordinary requests', () => {
  it('are answered within a second while the slow are many; these are cut, and streams and waits are not', async () => {
    const caller = await somebody();
    const { token } = caller;
    const created = await caller.at(url)('POST', '/v1/reviews', ASK);
    const { id } = created.json as { id: string };
    const [stream] = await open(1, head('GET /v1/stream', token));
    const [wait] = await open(1, head(`GET /v1/reviews/${id}/wait?timeout=60`, token));

    const idle = await open(1_000);
    const slowHeads = await open(50, 'GET /v1/me HTTP/1.1\r\nHost: here\r\nX-');
    const slowBodies = await open(50, head('POST /v1/reviews', token, ['Content-Length: 100000']));
    const large = head('GET /docs/swagger-ui-bundle.js', null);
    const slowReaders = await open(5);
    for (const wire of slowReaders) wire.stopReading().write(large.repeat(12));
    const slow = [...idle, ...slowHeads, ...slowBodies, ...slowReaders];
    const trickle = setInterval(() => {
      // Who reads nothing notices by this alone that he was cut.
      for (const wire of [...slowHeads, ...slowBodies, ...slowReaders]) wire.write('a');
    }, 100);
    const startedAt = performance.now();
    const cut = Promise.all(slow.map(({ closed }) => closed)).then(() => performance.now() - startedAt);
    let isOver = false;
    void cut.then(() => (isOver = true));

    const p99 = await ordinaryDay(caller, () => !isOver);
    clearInterval(trickle);
    expect(p99).toBeLessThan(1_000);
    expect(await cut).toBeLessThan(15_000);
    expect([stream?.isClosed, wait?.isClosed]).toEqual([false, false]);
    const { json } = await caller.at(url)('POST', '/v1/reviews', ASK);
    await until(() => stream?.text.includes((json as { id: string }).id) === true);
    expect((await caller.at(url)('POST', `/v1/reviews/${id}/withdraw`, {})).status).toBe(200);
    expect(await wait?.status()).toBe(200);
  });
});

describe('large bodies', () => {
  const LENGTH = 10 * MB;
  const LEAST_HEARD = 10;
  const CHUNK = Buffer.alloc(64 * 1024);
  const chunked = Buffer.concat(
    Array.from({ length: LENGTH / CHUNK.length }, () =>
      Buffer.concat([Buffer.from(`${CHUNK.length.toString(16)}\r\n`), CHUNK, Buffer.from('\r\n')]),
    ),
  );
  const zipped = gzipSync(Buffer.alloc(LENGTH));
  const ways = [
    ['with their length', [`Content-Length: ${LENGTH}`], Buffer.alloc(LENGTH), [413]],
    ['in chunks', ['Transfer-Encoding: chunked'], chunked, [413, 503]],
    ['compressed', ['Content-Encoding: gzip', `Content-Length: ${zipped.length}`], zipped, [415]],
  ] as const;

  it.each(ways)(
    'are refused a hundred at once %s, without memory for them',
    async (_, headers, body, told) => {
      const { token } = await somebody();
      const growth = await growthWhile(async () => {
        const sent = await open(100);
        const first = head('POST /v1/reviews', token, [...headers, 'Content-Type: application/json']);
        for (const wire of sent) wire.write(first).write(body);
        const answers = await Promise.all(sent.map((wire) => wire.status()));
        await Promise.all(sent.map(({ closed }) => closed));
        // Who still sends when the connection is closed may lose the answer to it.
        // Nor is it heard of where the time for sending is over first, on a machine that has much else to do.
        const heard = answers.filter((status) => status !== 0 && status !== 408);
        expect(heard.length).toBeGreaterThanOrEqual(LEAST_HEARD);
        expect(heard.filter((status) => !told.includes(status as never))).toEqual([]);
      });
      expect(growth).toBeLessThan(50 * MB);
    },
  );
});

describe('one principal who opens 2,000 streams', () => {
  it('keeps ten of them, and gets another when one of these has ended', async () => {
    const { token } = await somebody();
    const stream = head('GET /v1/stream', token);
    const answers: (readonly [number, Wire])[] = [];
    while (answers.length < 2_000) {
      const opened = await open(200, stream);
      answers.push(...(await Promise.all(opened.map(async (wire) => [await wire.status(), wire] as const))));
    }
    const streams = answers.filter(([status]) => status === 200);
    const refused = answers.filter(([status]) => status === 429);
    expect([streams.length, refused.length]).toEqual([10, 1_990]);
    const [, { text }] = refused[0] as (typeof refused)[number];
    expect(text).toMatch(/\r\nretry-after: 5\r\n/i);
    expect(text).toContain('at most 10 streams of one principal are open at once');
    expect(streams.filter(([, { isClosed }]) => isClosed)).toEqual([]);

    streams[0]?.[1].close();
    await until(async () => {
      const [wire] = await open(1, stream);
      return (await wire?.status()) === 200;
    });
  });
});

describe('a workspace that asks too much', () => {
  it('is refused, by single requests and by many in one, and another one notices nothing', async () => {
    const workspace = randomUUID();
    const [noisy, neighbour, quiet] = [
      await somebody(workspace),
      await somebody(workspace),
      await somebody(),
    ];
    const items = Array.from({ length: 100 }, (_, index) => ({ id: `none-${index}`, verdict: 'approve' }));
    const statuses = new Set<number>();
    let isLimited = false;
    const noise = async (caller: Caller): Promise<void> => {
      const { status } = await caller.at(url)('POST', '/v1/reviews/decisions', { items });
      statuses.add(status);
      isLimited ||= status === 429;
    };
    const p99 = ordinaryDay(quiet, () => !isLimited);
    // Where the machine is so slow that a minute ends before, the next one is filled.
    for (let times = 0; times < 60 && !isLimited; times += 1) await noise(times < 20 ? noisy : neighbour);
    expect(await p99).toBeLessThan(1_000);
    expect([...statuses]).toEqual([200, 429]);

    const refused = await neighbour.at(url)('POST', '/v1/reviews/decisions', { items });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    const me = await quiet.at(url)('GET', '/v1/me');
    expect(me.headers.get('ratelimit-policy')).toBe('"principal";q=2100;w=60, "workspace";q=2200;w=60');
    expect(me.headers.get('ratelimit')).toMatch(/^"principal";r=\d+;t=\d+, "workspace";r=\d+;t=\d+$/);
  });
});

describe('an address from which credentials are guessed', () => {
  it('is told nothing more of new ones, whatever its headers say, while those at work go on', async () => {
    const [known, stranger] = [await somebody(), await somebody()];
    expect((await known.at(url)('GET', '/v1/me')).status).toBe(200);
    const guesses = [
      ['GET', '/v1/me'],
      ['GET', '/v1/stream'],
      ['POST', '/v1/reviews/decisions'],
      ['GET', '/api/reviews'],
    ] as const;
    const guess = async (index: number): Promise<number> => {
      const [method, path] = guesses[index % guesses.length] ?? ['GET', '/v1/me'];
      const headers = {
        authorization: `Bearer ${known.token}${index}`,
        'x-forwarded-for': `198.51.100.${index}`,
        forwarded: `for=198.51.100.${index}`,
        'x-real-ip': `198.51.100.${index}`,
      };
      return (await fetch(url + path, { method, headers })).status;
    };
    for (let index = 0; index < 20; index += 1) expect(await guess(index)).toBe(401);
    await until(async () => (await guess(20)) === 429);
    for (let index = 21; index < 30; index += 1) expect(await guess(index)).toBe(429);
    expect(await stranger.at(url)('GET', '/api/v1/approvals')).toMatchObject({
      status: 429,
      json: { detail: 'at most 20 credentials a minute that do not count' },
    });
    expect((await known.at(url)('GET', '/v1/me')).status).toBe(200);
    expect((await fetch(`${url}/livez`)).status).toBe(200);
  });
});
