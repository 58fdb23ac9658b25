import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { Bodies, type Sender } from './bodies';
import type { Failed, Failure } from './failure';

const KB = 1024;
const MB = 1024 * KB;

interface Sent {
  readonly stream: PassThrough;
  readonly read: Promise<Buffer | Failure>;
}

const from = (network: string, name: string | null = null): Sender => ({ network, known: () => name });

function sendTo(bodies: Bodies, sender: Sender = from('192.0.2.1')): Sent {
  const stream = new PassThrough();
  const read = new Promise<Buffer | Failure>((resolve) => {
    bodies.read(stream as unknown as IncomingMessage, sender, (error, bytes = Buffer.alloc(0)) =>
      resolve(error === null ? bytes : (error as Failed).failure),
    );
  });
  return { stream, read };
}

describe('a body', () => {
  it.each([[[]], [['']], [['whole']], [['in', 'three', 'parts']], [Array<string>(5_000).fill('x')]])(
    'is read as it was sent: %j',
    async (parts) => {
      const { stream, read } = sendTo(new Bodies());
      for (const part of parts) stream.write(part);
      stream.end();
      expect(((await read) as Buffer).toString()).toBe(parts.join(''));
    },
  );

  it('is taken up to 1 MiB and not a byte more, however it comes', async () => {
    for (const size of [KB, 7 * KB + 1, MB]) {
      const exact = sendTo(new Bodies());
      for (let left = MB; left > 0; left -= size) exact.stream.write(Buffer.alloc(Math.min(left, size)));
      exact.stream.end();
      expect(await exact.read).toHaveLength(MB);

      const over = sendTo(new Bodies());
      for (let left = MB + 1; left > 0; left -= size) over.stream.write(Buffer.alloc(Math.min(left, size)));
      expect(await over.read).toEqual({ kind: 'too-large', problem: 'the body is over 1 MiB' });
    }
  });

  it('that is cut off is none', async () => {
    const { stream, read } = sendTo(new Bodies());
    stream.write('{"a"');
    stream.destroy();
    expect(await read).toEqual({ kind: 'malformed-json', problem: 'the body was cut off' });
  });
});

describe('many large bodies at once', () => {
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  /** All but their ends, in order; how many of them were refused. */
  async function hold(bodies: Bodies, senders: readonly Sender[], bytes: number) {
    const sent = senders.map((sender) => sendTo(bodies, sender));
    for (const { stream } of sent) stream.write(Buffer.alloc(bytes));
    await settled();
    const refused: Failure[] = [];
    for (const { read } of sent)
      void read.then((told) => (Buffer.isBuffer(told) ? undefined : refused.push(told)));
    await settled();
    return { sent, refused };
  }
  const many = (count: number, of: (index: number) => Sender): readonly Sender[] =>
    Array.from({ length: count }, (_, index) => of(index));
  async function isTaken(bodies: Bodies, sender: Sender, bytes: number): Promise<boolean> {
    const { stream, read } = sendTo(bodies, sender);
    stream.end(Buffer.alloc(bytes));
    return Buffer.isBuffer(await read);
  }

  it('are refused beyond 16 MiB, while small ones are taken, until some are through', async () => {
    const bodies = new Bodies();
    const senders = many(30, (index) => from('192.0.2.1', `token-${index % 10}`));
    const { sent, refused } = await hold(bodies, senders, MB);
    expect(refused).toHaveLength(14);
    expect(refused[0]).toMatchObject({ kind: 'unavailable', retryAfterSeconds: 1 });
    const [somebody, nobody] = [from('192.0.2.2', 'token-new'), from('192.0.2.2')];
    expect(await isTaken(bodies, nobody, 64 * KB)).toBe(true);
    expect(await isTaken(bodies, somebody, 64 * KB + 1)).toBe(false);
    for (const { stream } of sent) stream.end();
    await Promise.all(sent.map(({ read }) => read));
    expect(await isTaken(bodies, somebody, MB)).toBe(true);
  });

  it('are at most 4 MiB of one network or one credential, and half of all of strangers', async () => {
    const bodies = new Bodies();
    const oneNetwork = await hold(
      bodies,
      many(16, () => from('192.0.2.1')),
      MB - 1,
    );
    expect(oneNetwork.refused).toHaveLength(12);
    expect(await isTaken(bodies, from('192.0.2.1', 'token-1'), MB)).toBe(true);
    const strangers = await hold(
      bodies,
      many(16, (index) => from(`198.51.100.${index}`)),
      MB - 1,
    );
    expect(strangers.refused).toHaveLength(12);
    expect(await isTaken(bodies, from('203.0.113.1'), MB)).toBe(false);
    const known = await hold(
      bodies,
      many(16, () => from('203.0.113.1', 'token-1')),
      MB,
    );
    expect(known.refused).toHaveLength(12);
    expect(await isTaken(bodies, from('192.0.2.1', 'token-2'), MB)).toBe(true);
    expect(await isTaken(bodies, from('192.0.2.1'), 64 * KB)).toBe(true);
  });

  it('that are small share 64 MiB, of which no network has more than a quarter', async () => {
    const bodies = new Bodies();
    const one = await hold(
      bodies,
      many(300, () => from('192.0.2.1')),
      64 * KB,
    );
    expect(one.refused).toHaveLength(44);
    expect(one.refused[0]).toMatchObject({ problem: 'too many bodies are being sent at once' });
    expect(await isTaken(bodies, from('192.0.2.2'), MB)).toBe(true);
    const more = await hold(
      bodies,
      many(800, (index) => from(`198.51.100.${index % 8}`)),
      64 * KB,
    );
    expect(more.refused).toHaveLength(32);
    expect(await isTaken(bodies, from('192.0.2.2'), 1)).toBe(false);
    for (const { stream } of [...one.sent, ...more.sent]) stream.destroy();
    await settled();
    expect(await isTaken(bodies, from('192.0.2.2'), 64 * KB)).toBe(true);
  });
});
