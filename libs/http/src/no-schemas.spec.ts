import { openServer } from './server';

describe('a route with a schema of Fastify', () => {
  it.each([
    ['of what it takes', { body: { type: 'object' } }],
    ['of what it answers', { response: { 200: { type: 'object' } } }],
  ])('ends the start, whether the schema is %s', async (_, schema) => {
    const { adapter } = openServer();
    const server = adapter.getInstance();
    server.post('/', { schema }, () => 'never');
    await expect(server.ready()).rejects.toThrow(/a route has a schema of Fastify/);
  });
});
