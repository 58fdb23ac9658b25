import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import SwaggerParser from '@apidevtools/swagger-parser';
import { people } from './support/people';
import { cleanUp, newFolder, startGateway } from './support/programs';

jest.setTimeout(60_000);
afterAll(cleanUp);

interface Told {
  readonly parameters?: readonly { readonly name: string }[];
  readonly responses: Readonly<Record<string, { readonly headers?: object; readonly description?: string }>>;
}
type Document = Parameters<typeof SwaggerParser.validate>[0] & {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Told>>>>;
};

const textOf = (path: string): Promise<string> => readFile(join(__dirname, '..', path), 'utf8');
let url: string;
let output: () => string;
let token: string;
beforeAll(async () => {
  const dataDir = await newFolder();
  token = (await people(dataDir)).as('dave').token;
  ({ url, output } = await startGateway(dataDir));
});

const read = async (): Promise<Document> =>
  (await (await fetch(`${url}/docs/openapi.json`)).json()) as Document;

describe('the OpenAPI document', () => {
  it('is what the types of the client were made from', async () => {
    const digest = createHash('sha256')
      .update(await textOf('docs/openapi.json'))
      .digest('hex');
    const [header] = (await textOf('libs/client/src/generated/api.ts')).split('export', 1);
    // Else: npm run client:types
    expect(header).toContain(digest);
  });

  it('is valid, and describes every operation of every API with its answers', async () => {
    const page = await fetch(`${url}/docs`);
    expect(page.headers.get('content-type')).toContain('text/html');
    const document = await read();
    await SwaggerParser.validate(structuredClone(document));
    // Else: npm run client:types
    expect(document).toEqual(JSON.parse(await textOf('docs/openapi.json')));

    expect(output()).not.toContain('Duplicate DTO');
    for (const maybe of partsOf(document).filter(({ nullable }) => nullable === true))
      if (Array.isArray(maybe['enum'])) expect(maybe['enum']).toContain(null);
    for (const [path, { post }] of Object.entries(document.paths)) {
      if (post === undefined || !path.startsWith('/v1/reviews')) continue;
      expect([path, Object.keys(post.responses)]).toEqual([
        path,
        expect.arrayContaining(['400', '403', '422']),
      ]);
      const [, answer] = Object.entries(post.responses).find(([status]) => status.startsWith('2')) ?? [];
      expect([path, answer?.headers]).toEqual([
        path,
        expect.objectContaining({ 'X-Position': expect.anything() as object }),
      ]);
    }

    for (const [path, methods] of Object.entries(document.paths)) {
      if (!path.startsWith('/v1/')) continue;
      for (const [method, { parameters = [], responses }] of Object.entries(methods)) {
        const isNamed = parameters.some(({ name }) => name === 'X-Expected-Principal');
        const refusal = responses['403']?.description ?? '';
        expect([method, path, isNamed, refusal]).toEqual([
          method,
          path,
          true,
          expect.stringContaining('`other-principal`'),
        ]);
      }
    }

    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { responses }]) => {
        expect([method, path, Object.keys(responses)]).not.toEqual([method, path, []]);
        return `${method.toUpperCase()} ${path}`;
      }),
    );
    expect(operations.sort()).toEqual([
      'DELETE /session',
      'DELETE /v1/api-keys/{id}',
      'DELETE /v1/rules/{name}',
      'DELETE /v1/sessions/{id}/memories/{memoryId}',
      'GET /api/reviews',
      'GET /api/reviews/{id}',
      'GET /api/v1/approvals',
      'GET /api/v1/approvals/{approval_id}',
      'GET /api/v1/review/history',
      'GET /api/v1/review/{session_id}/memories',
      'GET /api/v1/review/{session_id}/pending',
      'GET /livez',
      'GET /metrics',
      'GET /readyz',
      'GET /session',
      'GET /session/callback',
      'GET /session/login',
      'GET /session/options',
      'GET /v1/api-keys',
      'GET /v1/api-keys/{id}',
      'GET /v1/audit/events',
      'GET /v1/audit/export',
      'GET /v1/audit/verification',
      'GET /v1/decisions',
      'GET /v1/me',
      'GET /v1/memories',
      'GET /v1/operations',
      'GET /v1/projections',
      'GET /v1/reviews',
      'GET /v1/reviews/{id}',
      'GET /v1/reviews/{id}/events',
      'GET /v1/reviews/{id}/wait',
      'GET /v1/rules',
      'GET /v1/rules/{name}',
      'GET /v1/rules/{name}/events',
      'GET /v1/sessions/{id}/memories',
      'GET /v1/stats',
      'GET /v1/stream',
      'POST /api/sessions/{session_id}/review',
      'POST /api/v1/approvals',
      'POST /api/v1/approvals/{approval_id}/approve',
      'POST /api/v1/approvals/{approval_id}/reject',
      'POST /api/v1/review/{session_id}/approve',
      'POST /api/v1/review/{session_id}/reject',
      'POST /api/v1/review/{session_id}/request',
      'POST /session',
      'POST /session/development',
      'POST /v1/api-keys',
      'POST /v1/audit/verification',
      'POST /v1/demo',
      'POST /v1/reviews',
      'POST /v1/reviews/decisions',
      'POST /v1/reviews/{id}/claim',
      'POST /v1/reviews/{id}/decisions',
      'POST /v1/reviews/{id}/leases/{number}/complete',
      'POST /v1/reviews/{id}/leases/{number}/heartbeat',
      'POST /v1/reviews/{id}/reassign',
      'POST /v1/reviews/{id}/reconcile',
      'POST /v1/reviews/{id}/withdraw',
      'POST /v1/rules/preview',
      'POST /v1/rules/simulate',
      'PUT /api/reviews/{id}',
      'PUT /api/sessions/{session_id}/review',
      'PUT /v1/rules/{name}',
    ]);
  });

  it('is shown by a page that may run its own scripts and nothing else', async () => {
    const page = await fetch(`${url}/docs`);
    const html = await page.text();
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/^default-src 'none'; script-src 'self'; /);
    const inline = [...html.matchAll(/<style>([\s\S]*?)<\/style>| style="([^"]*)"/g)].map(
      ([, sheet, attribute]) => sheet ?? attribute ?? '',
    );
    expect(inline.length).toBeGreaterThan(0);
    // Else: what the page brings has changed with its package; look at it in a browser, then set DOCS_POLICY.
    for (const style of inline)
      expect(policy).toContain(`'sha256-${createHash('sha256').update(style).digest('base64')}'`);
    expect(html).not.toMatch(/<script>|<script [^>]*src=["'](?!\.\/docs\/)/);
    const scripts = [...html.matchAll(/(?:src|href)="(\.\/docs\/[^"]+)"/g)].map(([, path = '']) => path);
    expect(scripts.length).toBeGreaterThan(3);
    for (const script of scripts) {
      const answer = await fetch(new URL(script, `${url}/`));
      expect([script, answer.status, answer.headers.get('content-security-policy')]).toEqual([
        script,
        200,
        policy,
      ]);
    }
  });

  it('has each of its schemas from one class', async () => {
    const folder = join(__dirname, '../libs');
    const files = (await readdir(folder, { recursive: true })).filter((file) => /^api-.*\.ts$/.test(file));
    const sources = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
    const names = sources.flatMap((source) =>
      [...source.matchAll(/@ApiSchema\(\{\s*name: '(\w+)'/g)].map(([, name]) => name),
    );
    expect(names.length).toBeGreaterThan(50);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it('names every parameter that an operation under /v1 takes: any other is refused', async () => {
    const paths = Object.entries((await read()).paths).filter(([path]) => path.startsWith('/v1/'));
    const operations = paths.flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => ({ path, method })),
    );
    expect(operations.length).toBeGreaterThan(20);
    for (const { path, method } of operations) {
      const place = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => (name === 'number' ? '1' : NO_REVIEW));
      const answer = await fetch(`${url}${place}?no-such-parameter=1`, {
        method: method.toUpperCase(),
        headers: { authorization: `Bearer ${token}` },
      });
      const { errors } = (await answer.json()) as { readonly errors?: readonly object[] };
      expect([method, path, answer.status, errors]).toEqual([
        method,
        path,
        400,
        [{ parameter: 'no-such-parameter', detail: 'There is no such parameter' }],
      ]);
    }
  });
});

const NO_REVIEW = '7f2a2b1e-6c1f-4c2e-9d5e-3f9a4d1c0b7a';

function partsOf(part: unknown): Readonly<Record<string, unknown>>[] {
  if (part === null || typeof part !== 'object') return [];
  return [part as Readonly<Record<string, unknown>>, ...Object.values(part).flatMap(partsOf)];
}
