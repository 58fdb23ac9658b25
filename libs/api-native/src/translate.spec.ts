import type { Position } from '@countersign/http';
import { changeMessage } from './translate';

const about = {
  position: 7n as Position,
  eventId: 'event',
  audience: [],
  workspace: 'workspace',
  session: 'session',
  review: 'review',
  at: 0,
};
const told = { position: '7', eventId: 'event', session: 'session', review: 'review' };
const at = '1970-01-01T00:00:00.000Z';

describe('a change of memories is told', () => {
  it('as those that were crystallised', () => {
    const change = {
      kind: 'memories',
      ...about,
      source: 'source',
      runId: 'run',
      memoryIds: ['one'],
    } as const;
    const data = JSON.stringify({ ...told, source: 'source', runId: 'run', memoryIds: ['one'], at });
    expect(changeMessage(change)).toEqual({ id: '7', event: 'memories', data });
  });

  it('as the one that was forgotten', () => {
    const data = JSON.stringify({ ...told, forgotten: ['one'], at });
    const change = { kind: 'memory-forgotten', ...about, memory: 'one' } as const;
    expect(changeMessage(change)).toEqual({ id: '7', event: 'memories', data });
  });
});
