import { PassThrough } from 'node:stream';
import { Outlet } from './outlet';
import { Progress } from './progress';
import { openVoice } from './voice';

/** What is told to a screen, or to a file, of a run that takes half a second a step. */
function told(isTTY: boolean, isJson = false): string {
  const stderr = Object.assign(new PassThrough(), { isTTY, columns: 100 });
  const stdout = new Outlet(new PassThrough());
  const voice = openVoice(isJson, { stdout, stderr });
  let now = 0;
  const progress = new Progress(voice, () => now);
  for (const position of [25n, 50n, 100n]) {
    now += 500;
    progress.step({ position, end: 100n, events: Number(position) * 10 });
  }
  voice.warn('done');
  return String(stderr.read());
}

describe('the progress of a long run', () => {
  it('is a bar that is drawn over itself on a screen, and wiped at the end', () => {
    const lines = told(true).split('\r\u001b[2K');
    expect(lines).toEqual([
      '',
      '[######------------------] at 25 of 100 (25.0 %), 500 events/s',
      '[############------------] at 50 of 100 (50.0 %), 500 events/s',
      '[########################] at 100 of 100 (100.0 %), 667 events/s',
      'done\n',
    ]);
  });

  it('is a line a second elsewhere', () => {
    expect(told(false)).toBe(
      'at 25 of 100 (25.0 %), 500 events/s\nat 100 of 100 (100.0 %), 667 events/s\ndone\n',
    );
  });

  it('is a document a second for machines', () => {
    const [first = '', ...others] = told(true, true).trim().split('\n');
    expect(JSON.parse(first)).toEqual({ position: '25', head: '100', events: 250, eventsPerSecond: 500 });
    expect(others).toHaveLength(2);
  });
});
