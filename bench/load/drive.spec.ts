import { createServer, type RequestListener, type Server } from 'node:http';
import { drive } from './drive';
import type { LoadJob, LoadRequest } from './job';

const post = (path: string, body: unknown): LoadRequest => ({ method: 'POST', path, body });

describe('the load generator against a server', () => {
  let server: Server;
  let inFlight = 0;
  let most = 0;
  let connections = 0;

  function serve(listener: RequestListener): Promise<number> {
    inFlight = most = connections = 0;
    server = createServer((request, response) => {
      most = Math.max(most, ++inFlight);
      response.once('close', () => inFlight--);
      listener(request, response);
    });
    server.on('connection', () => connections++);
    return new Promise((resolve) => {
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        resolve(address !== null && typeof address === 'object' ? address.port : 0);
      });
    });
  }

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  function job(port: number, requests: readonly LoadRequest[], more: Partial<LoadJob> = {}): LoadJob {
    const defaults = {
      connections: 4,
      tokens: ['a', 'b'],
      status: 201,
      pick: null,
      until: 'answer',
    } as const;
    return { ...defaults, port, requests, ...more };
  }

  it('sends every request once, with its body and token, over as many connections as it was told', async () => {
    const seen: string[] = [];
    const held: (() => void)[] = [];
    const port = await serve((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => {
        seen.push(`${request.url} ${request.headers.authorization} ${body}`);
        response.statusCode = 201;
        held.push(() => response.end(JSON.stringify({ made: { id: request.url } })));
        // Nobody is answered before four are waiting.
        if (held.length === 4) for (const answer of held.splice(0)) answer();
      });
    });
    const requests = Array.from({ length: 48 }, (_, index) => post(`/${index}`, { text: `é${index}` }));

    const result = await drive(job(port, requests, { pick: 'made.id' }));

    expect(result.picked).toEqual(requests.map(({ path }) => path));
    expect(result.failures).toBe(0);
    expect(result.latencies).toHaveLength(48);
    expect(seen.toSorted()).toEqual(
      requests.map(({ path }, index) => `${path} Bearer ${'ab'[index % 2]} {"text":"é${index}"}`).toSorted(),
    );
    expect([most, connections]).toEqual([4, 4]);
  });

  it('reads an answer that comes in pieces', async () => {
    const port = await serve((_request, response) => {
      const body = JSON.stringify({ id: 'x'.repeat(200_000) });
      response.writeHead(201, { 'content-length': body.length });
      response.write(body.slice(0, 70_000));
      setImmediate(() => response.end(body.slice(70_000)));
    });
    const result = await drive(job(port, [post('/', {}), post('/', {})], { connections: 1, pick: 'id' }));
    expect(result.picked.map((id) => String(id).length)).toEqual([200_000, 200_000]);
    expect(connections).toBe(1);
  });

  it('counts other answers than the expected one, and says what the first of them said', async () => {
    const port = await serve((request, response) => {
      response.statusCode = request.url === '/2' ? 409 : 201;
      response.end('{"detail":"decided already"}');
    });
    const result = await drive(job(port, [post('/1', {}), post('/2', {}), post('/3', {})]));
    expect([result.failures, result.firstFailure]).toEqual([1, '/2: 409 {"detail":"decided already"}']);
  });

  it('goes on after the first message of a stream, and follows the stream to its end', async () => {
    const port = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('id: 1\ndata: {"event":"review_completed"}\n\n');
      // Ends only once every request has had its first message.
      if (inFlight === 6) for (const end of ends) end();
      else ends.push(() => response.end('id: 2\ndata: {"event":"done"}\n\n'));
      if (inFlight === 6) response.end('id: 2\ndata: {"event":"done"}\n\n');
    });
    const ends: (() => void)[] = [];
    const requests = Array.from({ length: 6 }, () => post('/', {}));
    const result = await drive(job(port, requests, { connections: 2, status: 200, until: 'first-message' }));
    expect([result.latencies.length, result.wholeLatencies.length, result.failures]).toEqual([6, 6, 0]);
  });

  it('rejects when the server breaks off', async () => {
    const port = await serve((request) => void request.socket.destroy());
    await expect(drive(job(port, [post('/', {})]))).rejects.toThrow('after 0 of 1 requests');
  });
});
