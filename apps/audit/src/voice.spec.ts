import { PassThrough } from 'node:stream';
import { Outlet } from './outlet';
import { openVoice, type Voice } from './voice';

/** Escape, C1, delete, a text that turns, a line that ends, half a character, and a format beyond 16 bits. */
const EVIL = 'a\u001b[2Jb\u009bc\u007fd\u202ee\u2028f\nfound nothing\ud83dg\u{e0001}';
// eslint-disable-next-line no-control-regex -- these are what must not be there.
const HARMFUL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e\u2028\ud800-\udfff]/;

async function said(isJson: boolean, say: (voice: Voice) => Promise<void> | void): Promise<string> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  await say(openVoice(isJson, { stdout: new Outlet(stdout), stderr }));
  return `${String(stdout.read() ?? '')}${String(stderr.read() ?? '')}`;
}

const ways: readonly (readonly [string, (voice: Voice) => Promise<void> | void])[] = [
  ['an answer', (voice) => voice.answer({ reason: EVIL }, [`reason: ${EVIL}`])],
  ['progress', (voice) => voice.progress({ reason: EVIL }, EVIL)],
  ['a warning', (voice) => voice.warn(EVIL)],
];

describe('what somebody recorded', () => {
  it.each(ways)('does nothing to the terminal of a person: %s', async (_name, say) => {
    const text = await said(false, say);
    expect(text).not.toMatch(HARMFUL);
    expect(text.trimEnd()).not.toContain('\n');
    expect(text).toContain('b\\u{9b}c');
  });

  it.each(ways)('does nothing to a terminal as JSON, and is whole for a machine: %s', async (_name, say) => {
    const text = await said(true, say);
    expect(text).not.toMatch(HARMFUL);
    expect(Object.values(JSON.parse(text) as object)).toEqual([EVIL]);
  });
});

describe('an outlet', () => {
  const failing = (code: string): Outlet => {
    const stream = new PassThrough();
    const outlet = new Outlet(stream);
    stream.emit('error', Object.assign(new Error(`write ${code}`), { code }));
    return outlet;
  };

  it('has no problem where its reader goes, and takes no more', async () => {
    const outlet = failing('EPIPE');
    await outlet.write('more');
    await outlet.flushed();
    expect([outlet.isOver, outlet.problem, outlet.signal.aborted]).toEqual([true, null, true]);
  });

  it('says what keeps it from writing', () => expect(failing('ENOSPC').problem).toBe('write ENOSPC'));

  it('waits for its reader, until he goes', async () => {
    const stream = new PassThrough({ highWaterMark: 1 });
    const outlet = new Outlet(stream);
    const read = outlet.write('one');
    stream.resume();
    await read;
    stream.pause();
    const written = outlet.write('x'.repeat(100_000));
    stream.emit('error', Object.assign(new Error(), { code: 'EPIPE' }));
    await written;
  });
});
