import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { installClient } from '../../../test/support/built-client';
import { json, lost, MisbehavingServer, problem, stream } from './misbehaving-server.spec-support';

let folder: string;
let server: MisbehavingServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-client-'));
  server = await MisbehavingServer.start();
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

describe('the built package', () => {
  it('needs nothing but what a browser has', async () => {
    const dist = await installClient(folder);
    const lease = { number: 1, fencingToken: 1, seconds: 60, until: 'soon' };
    const message = (id: number): string => `id: ${id}\nevent: reset\ndata: {"position":"${id}"}\n\n`;
    server.will(
      lost,
      json({ id: 'r1', status: 'PENDING' }, {}, 201),
      json({ id: 'r1', status: 'APPROVED' }),
      json({ lease, payload: {} }),
      json({ id: 'r1', status: 'EXECUTED' }),
      stream([message(1)]),
      stream([message(2)], 'open'),
      problem(401, 'unauthenticated'),
    );
    const script = join(__dirname, 'browser.mjs');
    const flags = ['--experimental-vm-modules', '--no-warnings'];
    const { stdout } = await promisify(execFile)(process.execPath, [...flags, script, dist, server.url]);
    expect(server.heard.map(({ request }) => request)).toEqual([
      'POST /v1/reviews',
      'POST /v1/reviews',
      'GET /v1/reviews/r1/wait?for=decision&timeout=60',
      'POST /v1/reviews/r1/claim',
      'POST /v1/reviews/r1/leases/1/complete',
      'GET /v1/stream',
      'GET /v1/stream',
      'GET /v1/me',
    ]);
    expect(JSON.parse(stdout)).toEqual({
      result: 'done',
      heard: ['1', '2'],
      refused: true,
      hasNode: 'undefinedundefinedundefined',
    });
  });
});
