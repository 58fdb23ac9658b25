import SwaggerParser from '@apidevtools/swagger-parser';
import { people } from './support/people';
import { cleanUp, newFolder, startGateway } from './support/programs';

jest.setTimeout(60_000);
afterAll(cleanUp);

type Document = Parameters<typeof SwaggerParser.validate>[0] & {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly responses: object }>>>>;
};

let url: string;
let token: string;
beforeAll(async () => {
  const dataDir = await newFolder();
  token = (await people(dataDir)).as('dave').token;
  ({ url } = await startGateway(dataDir));
});

const read = async (): Promise<Document> =>
  (await (await fetch(`${url}/docs/openapi.json`)).json()) as Document;

describe('the OpenAPI document', () => {
  it('is valid, and describes every operation of every API with its answers', async () => {
    const page = await fetch(`${url}/docs`);
    expect(page.headers.get('content-type')).toContain('text/html');
    const document = await read();
    await SwaggerParser.validate(structuredClone(document));

    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { responses }]) => {
        expect([method, path, Object.keys(responses)]).not.toEqual([method, path, []]);
        return `${method.toUpperCase()} ${path}`;
      }),
    );
    expect(operations.sort()).toEqual([
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
      'GET /readyz',
      'GET /v1/me',
      'GET /v1/projections',
      'GET /v1/reviews',
      'GET /v1/reviews/{id}',
      'GET /v1/reviews/{id}/events',
      'GET /v1/reviews/{id}/wait',
      'GET /v1/rules',
      'GET /v1/rules/{name}',
      'GET /v1/sessions/{id}/memories',
      'GET /v1/stream',
      'POST /api/sessions/{session_id}/review',
      'POST /api/v1/approvals',
      'POST /api/v1/approvals/{approval_id}/approve',
      'POST /api/v1/approvals/{approval_id}/reject',
      'POST /api/v1/review/{session_id}/approve',
      'POST /api/v1/review/{session_id}/reject',
      'POST /api/v1/review/{session_id}/request',
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
