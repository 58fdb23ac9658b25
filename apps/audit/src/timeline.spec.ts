import { ASKED_AT, requested, WORKSPACE } from '@countersign/testing';
import type { LogReader, StoredLog } from '@countersign/event-store';
import { History } from '../../../libs/audit/src/history.spec-support';
import { timeline } from './timeline';

const LATE = 9_000_000_000_000_000;

async function told(at: number, signal = new AbortController().signal) {
  const history = new History(5);
  const review = history.id('review');
  history.decideReview(review, requested({ at, groups: ['banking'] }));
  const lines: string[] = [];
  const voice = {
    isJson: false,
    isDrawn: false,
    answer: (_document: unknown, more: readonly string[]) => Promise.resolve(void lines.push(...more)),
    print: () => Promise.resolve(),
    progress: () => undefined,
    warn: (message: string) => void lines.push(message),
  };
  const log = history as StoredLog as LogReader & StoredLog;
  const teller = { log, database: { file: 'none' }, signal, voice };
  const code = await timeline(
    { kind: 'timeline', sought: review, workspace: WORKSPACE, isJson: false },
    teller,
  );
  return [code, lines];
}

describe('a timeline', () => {
  it('tells when each fact was', async () =>
    expect(await told(ASKED_AT)).toEqual([
      0,
      [expect.anything(), expect.stringMatching(/^1 {2}2026-\S+Z {2}/)],
    ]));

  it('tells of a time that no calendar has', async () =>
    expect(await told(LATE)).toEqual([
      0,
      [expect.anything(), expect.stringContaining(`${LATE} ms after 1970`)],
    ]));

  it('ends where it is interrupted', async () =>
    expect(await told(ASKED_AT, AbortSignal.abort())).toEqual([130, ['Interrupted after 0 events.']]));
});
