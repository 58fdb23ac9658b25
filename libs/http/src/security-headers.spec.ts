import fastify from 'fastify';
import { registerSecurityHeaders, type SecurityHeaders } from './security-headers';

async function headersOf(url: string, options: SecurityHeaders): Promise<Readonly<Record<string, unknown>>> {
  const server = fastify();
  registerSecurityHeaders(server, options);
  server.get('/docs', (_request, reply) => reply.type('text/html').send(''));
  server.get('/data', () => ({}));
  server.get('/kept', (_request, reply) => reply.header('Cache-Control', 'max-age=1').send({}));
  server.get('/broken', () => {
    throw new Error('broken');
  });
  const { headers } = await server.inject(url);
  await server.close();
  return headers;
}

const OPTIONS = { isProduction: false, pages: { '/docs': "default-src 'self'" } };

describe('every answer', () => {
  it.each([
    '/data',
    '/data?x=/docs',
    '/broken',
    '/nowhere',
    '/docsy',
    '/docs',
    '/docs?x=1',
    '/docs/nothing.css',
  ])('tells browsers what it is not for: %s', async (url) => {
    expect(await headersOf(url, OPTIONS)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
    });
  });

  it.each(['/data', '/broken', '/nowhere', '/docsy'])(
    'may do nothing and is kept by nobody: %s',
    async (url) => {
      const headers = await headersOf(url, OPTIONS);
      expect(headers['content-security-policy']).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
      expect(headers['cache-control']).toBe('no-store');
    },
  );

  it.each(['/docs', '/docs?x=1', '/docs/nothing.css'])(
    'that is a page has the policy of its own: %s',
    async (url) => {
      const headers = await headersOf(url, OPTIONS);
      expect(headers['content-security-policy']).toBe(OPTIONS.pages['/docs']);
      expect(headers['cache-control']).toBe('no-store');
    },
  );

  it('may say otherwise how long it is kept', async () =>
    expect((await headersOf('/kept', OPTIONS))['cache-control']).toBe('max-age=1'));

  it('asks for TLS in production only', async () => {
    expect(await headersOf('/data', OPTIONS)).not.toHaveProperty('strict-transport-security');
    const headers = await headersOf('/data', { isProduction: true });
    expect(headers['strict-transport-security']).toMatch(/^max-age=31536000/);
  });
});
