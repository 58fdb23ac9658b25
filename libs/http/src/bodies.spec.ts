import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { Bodies } from './bodies';
import type { Failed, Failure } from './failure';

const KB = 1024;
const MB = 1024 * KB;

interface Sent {
  readonly stream: PassThrough;
  readonly read: Promise<Buffer | Failure>;
}

function sendTo(bodies: Bodies): Sent {
  const stream = new PassThrough();
  const read = new Promise<Buffer | Failure>((resolve) => {
    bodies.read(stream as unknown as IncomingMessage, (error, bytes = Buffer.alloc(0)) =>
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

  it('are refused beyond 24 MiB, while small ones are taken, until some are through', async () => {
    const bodies = new Bodies();
    const sent = Array.from({ length: 30 }, () => sendTo(bodies));
    for (const { stream } of sent) stream.write(Buffer.alloc(MB));
    const refused = sent.splice(24);
    for (const { read } of refused)
      expect(await read).toMatchObject({ kind: 'unavailable', retryAfterSeconds: 1 });

    const small = sendTo(bodies);
    small.stream.end(Buffer.alloc(64 * KB));
    expect(await small.read).toHaveLength(64 * KB);
    const large = sendTo(bodies);
    large.stream.end(Buffer.alloc(64 * KB + 1));
    expect(await large.read).toMatchObject({ kind: 'unavailable' });

    for (const { stream } of sent) stream.end();
    for (const { read } of sent) expect(await read).toHaveLength(MB);
    await settled();
    const later = sendTo(bodies);
    later.stream.end(Buffer.alloc(MB));
    expect(await later.read).toHaveLength(MB);
  });
});
