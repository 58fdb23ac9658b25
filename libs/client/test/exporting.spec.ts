import { type Client, createClient, CountersignUnavailable } from '../src';
import { type Answering, MisbehavingServer, problem } from './misbehaving-server.spec-support';

let server: MisbehavingServer;
beforeAll(async () => {
  server = await MisbehavingServer.start();
});
afterAll(() => server.stop());

const client = (): Client => createClient({ url: server.url, token: 'erin' });
const EVENT = '{"kind":"event","position":"7","note":"ü"}';
const MANIFEST = '{"kind":"manifest","events":1}';

/** Answers with these bytes, a chunk each. */
const chunks =
  (...texts: readonly (string | Uint8Array)[]): Answering =>
  async (reply) => {
    reply.writeHead(200, { 'content-type': 'application/x-ndjson' });
    for (const text of texts) await new Promise((written) => reply.write(text, () => written(null)));
    reply.end();
  };

async function exported(range = {}): Promise<{ readonly lines: string[]; readonly error: unknown }> {
  const lines: string[] = [];
  try {
    for await (const line of client().audit.export(range)) lines.push(line);
    return { lines, error: null };
  } catch (error) {
    return { lines, error };
  }
}

describe('an export', () => {
  it('comes line by line, however it is cut into chunks, without the lines that say nothing', async () => {
    const bytes = Buffer.from(`${EVENT}\n\n${MANIFEST}\n`);
    const inTheLetter = bytes.indexOf('ü') + 1;
    server.will(chunks(bytes.subarray(0, inTheLetter), bytes.subarray(inTheLetter)));
    expect(await exported({ from: '7', to: '9' })).toEqual({ lines: [EVENT, MANIFEST], error: null });
    expect(server.heard[0]?.request).toBe('GET /v1/audit/export?from=7&to=9');
  });

  it.each<[string, Answering]>([
    ['its manifest', chunks(`${EVENT}\n`)],
    ['the end of its manifest', chunks(`${EVENT}\n${MANIFEST}`)],
    [
      'the end of the answer',
      (reply) => void reply.writeHead(200).write(`${EVENT}\n`, () => reply.destroy()),
    ],
  ])('that was cut off before %s is no export', async (_, cutOff) => {
    server.will(cutOff);
    const { lines, error } = await exported();
    expect(lines).toEqual([EVENT]);
    expect(error).toBeInstanceOf(CountersignUnavailable);
  });

  it('that is refused says why', async () => {
    server.will(problem(429, 'rate-limited'));
    expect(await exported()).toMatchObject({ lines: [], error: { type: 'rate-limited' } });
  });

  it('is left when nobody takes any more', async () => {
    let isLeft: Promise<unknown> = Promise.resolve();
    server.will((reply) => {
      isLeft = new Promise((resolve) => reply.on('close', resolve));
      reply.writeHead(200).write(`${EVENT}\n`);
    });
    for await (const line of client().audit.export()) {
      expect(line).toBe(EVENT);
      break;
    }
    await isLeft;
  });
});
