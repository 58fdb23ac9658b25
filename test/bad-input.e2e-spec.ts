import { BAD_BODIES } from './support/bad-bodies';
import { BAD_FIELDS } from './support/bad-fields';
import { problemIn } from './support/dialects';
import { type LogHead, openLogHead } from './support/log-head';
import {
  type ApiOperation as Operation,
  operation,
  OPERATIONS,
  type Target,
  WRITES,
} from './support/operations';
import { people } from './support/people';
import { cleanUp, newFolder, startGateway, startStore } from './support/programs';
import { closeConnections, type RawReply, sendRaw } from './support/raw-request';

jest.setTimeout(60_000);

const AT_ONCE = 6;

let url: string;
let head: LogHead;
let token: string;
let askersToken: string;
let strangersToken: string;
let target: Target;

beforeAll(async () => {
  const dataDir = await newFolder();
  const { as } = await people(dataDir);
  const elsewhere = await people(await newFolder());
  const store = await startStore(await newFolder());
  ({ url } = await startGateway(dataDir, { EVENTSTORE_CONNECTION_STRING: store.connectionString }));
  head = openLogHead(store.connectionString);
  token = as('bob').token;
  askersToken = as('alice').token;
  strangersToken = elsewhere.as('bob').token;
  target = await ask('s-1');
});
afterAll(async () => {
  closeConnections();
  await head.close();
  await cleanUp();
});

/** A pending review that bob may decide. */
async function ask(session: string): Promise<Target> {
  const body = JSON.stringify({ subjectKind: 'changeset', actionKind: 'apply', sessionId: session });
  const headers = { authorization: `Bearer ${askersToken}` };
  const asked = await sendRaw(url, { method: 'POST', path: '/api/v1/approvals', headers, body });
  expect(asked.status).toBe(201);
  return { session, id: (asked.json as { approval: { id: string } }).approval.id };
}

const bearer = (): Record<string, string> => ({ authorization: `Bearer ${token}` });

interface Sent {
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** An operation as it should be, but for what is given here. */
function send(asked: Operation, { path, headers, body }: Sent): Promise<RawReply> {
  const good = asked.body === null ? undefined : JSON.stringify(asked.body);
  const given = body ?? good;
  const isJson = asked.dialect === 'native' && given !== undefined;
  return sendRaw(url, {
    method: asked.method,
    path: path ?? asked.path(target),
    headers: { ...(isJson && { 'content-type': 'application/json' }), ...(headers ?? bearer()) },
    ...(given === undefined ? {} : { body: given }),
  });
}

/** The dialect's own status for input that is not as it should be. */
const badInput = ({ dialect }: Operation): number =>
  dialect === 'access' || dialect === 'native' ? 400 : 422;

/** Only one dialect looks at what a body says that it is. */
const isOtherMedia = ({ dialect }: Operation, headers: Readonly<Record<string, string>> = {}): boolean =>
  dialect === 'native' && 'content-type' in headers;

/** Runs attempts that must all leave the log as it is. */
async function recordsNothing(attempts: () => Promise<void>): Promise<void> {
  const before = await head.position();
  await attempts();
  expect(await head.position()).toBe(before);
}

/** Each says what is wrong by itself. Not for large bodies: of those a gateway takes few at a time. */
async function atOnce<Of>(all: readonly Of[], attempt: (one: Of) => Promise<void>): Promise<void> {
  for (let first = 0; first < all.length; first += AT_ONCE)
    await Promise.all(all.slice(first, first + AT_ONCE).map(attempt));
}

function refuses(asked: Operation, reply: RawReply, status: number): string {
  expect([asked.name, reply.status, reply.text]).toEqual([asked.name, status, reply.text]);
  return problemIn(asked.dialect, reply);
}

describe('a body that is not what it should be', () => {
  it.each(BAD_BODIES)('is refused everywhere and said to be what it is: $what', async (bad) => {
    await recordsNothing(async () => {
      for (const asked of WRITES) {
        const reply = await send(asked, {
          headers: { ...bearer(), ...bad.headers },
          body: bad.of(JSON.stringify(asked.body)),
        });
        if (isOtherMedia(asked, bad.headers)) refuses(asked, reply, 415);
        else expect(refuses(asked, reply, bad.status ?? badInput(asked))).toMatch(bad.says);
      }
    });
  });

  it('is refused where nothing is sent and something is needed', async () => {
    await recordsNothing(async () => {
      await atOnce(WRITES, async (asked) => {
        const needsNothing = asked.decides && asked.dialect !== 'access';
        const isAsking = asked.method === 'POST' && !asked.path(target).includes(target.id);
        const isBarred = asked.answered === 403;
        if (needsNothing || isBarred || (asked.dialect === 'native' && !isAsking)) return;
        const reply = await send(asked, { body: '' });
        expect(refuses(asked, reply, badInput(asked))).toMatch(/must be JSON|Field required/);
      });
    });
  });

  it.each([
    ['POST /api/sessions/{session_id}/review', 'input'],
    ['POST /api/v1/approvals', 'requestPayload'],
    ['POST /api/v1/review/{session_id}/request', 'content'],
    ['POST /api/v1/review/{session_id}/approve', 'amendments'],
    ['POST /v1/reviews', 'payload'],
    ['POST /v1/reviews/{id}/decisions', 'amendments'],
  ])('is refused by %s where its payload is over 512 KiB', async (name, field) => {
    const asked = operation(name);
    await recordsNothing(async () => {
      for (const text of [
        'x'.repeat(512 * 1024),
        'x'.repeat(1_040_000),
        'ä'.repeat(300_000),
        '\n'.repeat(300_000),
      ]) {
        const value = /payload/i.test(field) ? { text } : text;
        const reply = await send(asked, { body: JSON.stringify({ ...asked.body, [field]: value }) });
        expect(refuses(asked, reply, 413)).toMatch(/over 512 KiB/);
      }
    });
  });
});

describe('a field that is not what it should be', () => {
  const rows = BAD_FIELDS.map((bad) => ({ ...bad, shown: JSON.stringify(bad.values)?.slice(0, 60) }));

  it.each(rows)('is named with what was expected: $operation, $field: $shown', async (bad) => {
    const asked = operation(bad.operation);
    await recordsNothing(async () => {
      await atOnce(bad.values, async (value) => {
        const reply = await send(
          asked,
          asked.method === 'GET'
            ? { path: `${asked.path(target)}?${bad.field}=${encodeURIComponent(String(value))}` }
            : { body: JSON.stringify({ ...asked.body, [bad.field]: value }) },
        );
        expect([value, refuses(asked, reply, badInput(asked))]).toEqual([
          value,
          expect.stringMatching(bad.says),
        ]);
      });
    });
  });

  it('is refused with all others at once', async () => {
    const asked = operation('POST /api/v1/approvals');
    const reply = await send(asked, { body: '{"subjectKind": 5, "labels": "x", "expiresAt": "soon"}' });
    const problem = refuses(asked, reply, 422);
    for (const field of ['subjectKind', 'actionKind', 'labels', 'expiresAt'])
      expect(problem).toContain(`body.${field}`);
  });

  it.each([
    ['GET /api/reviews', 'limit=5&limit=x', /limit: .*valid integer/],
    ['GET /api/v1/approvals', 'limit=x&limit=&limit=0', /query.limit: .*greater than or equal to 1/],
    ['GET /api/reviews', 'type=%ff', /type: .*percent-encoded as UTF-8/],
    [
      'GET /api/v1/approvals',
      'thread_id=s-1&subject_kind=%ed%a0%80',
      /query.subject_kind: .*percent-encoded/,
    ],
    ['GET /api/v1/approvals', 'limit=%', /query.limit: .*percent-encoded/],
    ['GET /api/v1/review/history', 'module_name=a%c3', /query.module_name: .*percent-encoded/],
  ])('counts by its last value in a query, and must be text: %s, %s', async (name, query, says) => {
    const asked = operation(name);
    const reply = await send(asked, { path: `${asked.path(target)}?${query}` });
    expect(refuses(asked, reply, badInput(asked))).toMatch(says);
  });

  it('does not change how the path beside it is read', async () => {
    const reply = await send(operation('GET /api/reviews/{id}'), { path: '/api/reviews/%73-1?x=%ff' });
    expect(reply.json).toMatchObject({ id: target.id });
  });
});

describe('an id that cannot be one', () => {
  const hasIdInPath = ({ names }: Operation): boolean => names === 'review' || names === 'session';
  const IDS = [
    '%00',
    'a%00b',
    'a%20b',
    'a%2Fb',
    '%C3%A4',
    '%ff',
    '%',
    '%ed%a0%80',
    'x'.repeat(129),
    'x'.repeat(5_000),
  ];

  it.each(OPERATIONS.filter(hasIdInPath))('is refused by $name', async (asked) => {
    const takesUuid = asked.dialect === 'approvals';
    const isNative = asked.dialect === 'native' && asked.names === 'review';
    const isAbsent = isNative || (asked.dialect === 'access' && (asked.decides || asked.method === 'GET'));
    await recordsNothing(async () => {
      const ids = takesUuid ? [...IDS, 'abc', `${target.id}0`, target.id.replace(/./, 'g')] : IDS;
      await atOnce(ids, async (id) => {
        const reply = await send(asked, { path: asked.path({ id, session: id }) });
        const status = isAbsent ? 404 : badInput(asked);
        const problem = refuses(asked, reply, status);
        if (isNative) expect(problem).toMatch(/^Nothing /);
        else if (isAbsent) expect(problem).toBe('resource not found');
        else
          expect(problem).toMatch(
            takesUuid ? /approval_id: .*UUID/ : /(session_id|id): .*1 to 128 characters/,
          );
      });
    });
  });

  it('is not found where it could be one and is none', async () => {
    const nothing = { id: '7f2a2b1e-6c1f-4c2e-9d5e-3f9a4d1c0b7a', session: 'no-such-session' };
    const said = new Map([
      ['access', 'resource not found'],
      ['approvals', 'Approval request not found'],
      ['outputs', 'Review not found'],
      ['native', 'Nothing of this id that the caller may see'],
    ]);
    const isOfOne = ({ decides, names }: Operation): boolean => decides || names === 'review';
    await atOnce(OPERATIONS.filter(isOfOne), async (asked) => {
      const reply = await send(asked, { path: asked.path(nothing) });
      expect(refuses(asked, reply, 404)).toBe(said.get(asked.dialect));
    });
  });

  it.each([
    ['access', 'GET', '/api/nothing'],
    ['approvals', 'GET', '/api/v1/approvals/a/b/c'],
    ['outputs', 'GET', '/api/v1/review'],
    ['native', 'GET', '/v1/nothing'],
  ] as const)('is not found in the words of %s: %s %s', async (dialect, method, path) => {
    const reply = await sendRaw(url, { method, path, headers: bearer() });
    expect(reply.status).toBe(404);
    expect(problemIn(dialect, reply)).toMatch(/not found|^Nothing is here/i);
  });

  it.each([
    ['access', 'DELETE', '/api/reviews', /not allowed/],
    ['access', 'POST', '/api/reviews/s-1', /not allowed/],
    ['approvals', 'PATCH', '/api/v1/approvals', /Not Allowed/],
    ['outputs', 'GET', '/api/v1/review/s-1/approve', /Not Allowed/],
    ['native', 'PUT', '/v1/reviews', /takes/],
  ] as const)('is refused by its method in the words of %s: %s %s', async (dialect, method, path, said) => {
    const reply = await sendRaw(url, { method, path, headers: bearer() });
    expect(reply.status).toBe(405);
    expect(problemIn(dialect, reply)).toMatch(said);
  });
});

describe('a header that is not what it should be', () => {
  it.each(['', ' ', 'x'.repeat(256), 'k\xe9y', '""'])('is refused: Idempotency-Key "%s"', async (key) => {
    await recordsNothing(async () => {
      await atOnce(
        WRITES.filter(({ ignores }) => ignores?.includes('Idempotency-Key') !== true),
        async (asked) => {
          const reply = await send(asked, { headers: { ...bearer(), 'idempotency-key': key } });
          expect(refuses(asked, reply, badInput(asked))).toMatch(/Idempotency-Key.*1 to 255 printable/);
        },
      );
    });
  });

  it.each(['x', '-1', '1e5', '1.5', '9'.repeat(30)])(
    'is refused: X-After-Position "%s"',
    async (position) => {
      const reads = OPERATIONS.filter(({ method }) => method === 'GET');
      await atOnce(
        reads.filter(({ ignores }) => ignores?.includes('X-After-Position') !== true),
        async (asked) => {
          const reply = await send(asked, { headers: { ...bearer(), 'x-after-position': position } });
          expect(refuses(asked, reply, badInput(asked))).toMatch(
            /X-After-Position.*as an earlier answer gave it/,
          );
        },
      );
    },
  );

  it.each(['x', '"x"', 'W/"x"', '""', '"7f2a2b1e-6c1f-4c2e-9d5e-3f9a4d1c0b7a:0"', `"${'9'.repeat(5_000)}"`])(
    'matches nothing: If-Match %.60s',
    async (tag) => {
      await recordsNothing(async () => {
        await atOnce(
          WRITES.filter(({ decides }) => decides),
          async (asked) => {
            const reply = await send(asked, { headers: { ...bearer(), 'if-match': tag } });
            expect(refuses(asked, reply, 412)).toMatch(/revision \d+/);
          },
        );
      });
    },
  );

  it('does not keep JSON from being read, whatever it says the content is', async () => {
    const asked = operation('PUT /api/reviews/{id}');
    for (const type of [
      'text/plain',
      'nonsense',
      'application/json; charset=utf-16',
      'multipart/form-data',
    ]) {
      const reply = await send(asked, {
        headers: { ...bearer(), 'content-type': type },
        body: '{"status": "MAYBE"}',
      });
      expect(refuses(asked, reply, 400)).toBe('unknown status');
    }
  });
});

const UNAUTHENTICATED = {
  access: /^access denied$/,
  approvals: /^Not authenticated$/,
  outputs: /^Not authenticated$/,
  native: /^Send a bearer token/,
} as const;

describe('a credential that is none', () => {
  const unsigned = (): string => `${token.split('.').slice(0, 2).join('.')}.`;
  const withoutAlgorithm = (): string => {
    const header = Buffer.from('{"alg":"none"}').toString('base64url');
    return `${header}.${token.split('.')[1]}.`;
  };
  const withOtherClaims = (): string => {
    const claims = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
    const changed = Buffer.from(claims.replace('reviewer', 'admin')).toString('base64url');
    return token.replace(/\.[^.]+\./, `.${changed}.`);
  };

  it.each<[string, () => Record<string, string>]>([
    ['nothing at all', () => ({})],
    ['an empty bearer', () => ({ authorization: 'Bearer ' })],
    ['a word', () => ({ authorization: 'Bearer x' })],
    ['another scheme', () => ({ authorization: `Basic ${token}` })],
    ['a token without signature', () => ({ authorization: `Bearer ${unsigned()}` })],
    ['a token without algorithm', () => ({ authorization: `Bearer ${withoutAlgorithm()}` })],
    ['a token with other claims', () => ({ authorization: `Bearer ${withOtherClaims()}` })],
    ["a token of somebody else's key", () => ({ authorization: `Bearer ${strangersToken}` })],
    ['no API key', () => ({ 'x-api-key': 'x' })],
    ['a forged API key', () => ({ 'x-api-key': `csk_${'A'.repeat(96)}` })],
    ['a forged API key as a bearer', () => ({ authorization: `Bearer csk_${'A'.repeat(96)}` })],
    ['a token as an API key', () => ({ 'x-api-key': token })],
    ['a cookie that is no token', () => ({ cookie: 'vai_token=x' })],
    [
      'a bad bearer beside a good cookie',
      () => ({ authorization: 'Bearer x', cookie: `vai_token=${token}` }),
    ],
    ['an API key beside a good cookie', () => ({ 'x-api-key': 'x', cookie: `vai_token=${token}` })],
    ['a name in other headers', () => ({ 'x-user-id': 'bob', 'x-forwarded-user': 'bob' })],
  ])('is refused by every operation: %s', async (_, headers) => {
    await recordsNothing(async () => {
      await atOnce(OPERATIONS, async (asked) => {
        const reply = await send(asked, { headers: headers() });
        expect(refuses(asked, reply, 401)).toMatch(UNAUTHENTICATED[asked.dialect]);
        expect(reply.headers['www-authenticate']).toBe('Bearer');
      });
    });
  });

  it.each([
    ['origin', 'https://elsewhere.example'],
    ['origin', 'null'],
    ['sec-fetch-site', 'cross-site'],
  ])('is a cookie from another site, for every write: %s %s', async (header, value) => {
    const headers = { cookie: `vai_token=${token}`, [header]: value };
    await recordsNothing(async () => {
      await atOnce(OPERATIONS, async (asked) => {
        const reply = await send(asked, { headers });
        if (asked.body === null) expect([asked.name, reply.status]).toEqual([asked.name, asked.answered]);
        else expect(refuses(asked, reply, 403)).toMatch(/access denied|our own site/);
      });
    });
  });
});

describe('input that is as it should be', () => {
  it.each(OPERATIONS)('is taken by $name', async (asked) => {
    const own = await ask(`good-${OPERATIONS.indexOf(asked)}`);
    const cookie = { cookie: `vai_token=${token}`, origin: url };
    const reply = await send(asked, { path: asked.path(own), headers: asked.decides ? cookie : bearer() });
    expect([reply.status, reply.text]).toEqual([asked.answered, reply.text]);
  });
});
