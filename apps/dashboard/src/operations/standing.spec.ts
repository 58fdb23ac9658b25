import type { Operations } from '@countersign/client';
import { findingsOf, headline } from './standing.ts';

const projection: Operations['projections'][number] = {
  ...{ name: 'reviews', version: 4, build: 1, role: 'projecting', position: '64', head: '64' },
  ...{ lagPositions: 0, lagSeconds: 0, state: 'live', error: null, parked: [] },
};
const reaction: Operations['reactions'][number] = {
  ...{ name: 'deadlines', holder: true, due: 3, stuck: 0, parked: 0, skewMs: 12, problem: null },
};
const well: Operations = {
  gateway: {
    ...{ name: 'a:1', version: '0.1.0', node: 'v20', startedAt: '2026-03-01T12:00:00Z', uptimeSeconds: 60 },
    memory: { rssBytes: 1, heapUsedBytes: 1 },
    eventLoop: { meanMs: 1, p99Ms: 20, maxMs: 900 },
  },
  store: { kind: 'embedded', isReachable: true, head: '64', lastEventAt: null },
  database: { kind: 'sqlite', isReachable: true, version: '3', sizeBytes: 1 },
  projections: [projection],
  reactions: [reaction],
  live: { streams: 1, waits: 0, exports: 0 },
  replayParked: 'npm run audit -- replay-parked',
};

describe('a gateway', () => {
  it('of which nothing is to be said is well', () => {
    expect(findingsOf(well)).toEqual([]);
    expect(headline([])).toEqual({ tone: 'green', title: 'All is well' });
  });

  const parked = [{ stream: 'review-1', position: '9', reason: 'cannot be read' }];
  it.each<readonly [string, Partial<Operations>, RegExp]>([
    ['its store is gone', { store: { ...well.store, isReachable: false } }, /red: The event store/],
    ['its database is gone', { database: { ...well.database, isReachable: false } }, /red: The database/],
    [
      'it has too much to do',
      { gateway: { ...well.gateway, eventLoop: { meanMs: 9, p99Ms: 450, maxMs: 900 } } },
      /amber: .* 0.45 s late/,
    ],
    ['a view stands still', { projections: [{ ...projection, state: 'stopped' }] }, /red: .*reviews stands/],
    ['a view is behind', { projections: [{ ...projection, lagSeconds: 90 }] }, /amber: .* 1.5 min behind/],
    ['a view is being built', { projections: [{ ...projection, state: 'building' }] }, /blue: .*being built/],
    ['a stream is parked', { projections: [{ ...projection, parked }] }, /amber: 1 stream .* is parked/],
    ['it runs no reactions', { reactions: [{ ...reaction, problem: 'stopped' }] }, /red: .*would not run/],
    ['work was given up', { reactions: [{ ...reaction, parked: 2 }] }, /amber: .*given up on 2 pieces/],
    ['work fails', { reactions: [{ ...reaction, stuck: 1 }] }, /amber: .*with 1 piece of/],
    ['nobody knows what is due', { reactions: [{ ...reaction, due: null }] }, /amber: .*not known/],
    ['its clock is wrong', { reactions: [{ ...reaction, skewMs: -60_000 }] }, /amber: .*1 min behind others/],
  ])('is not well when %s', (_why, change, words) => {
    const findings = findingsOf({ ...well, ...change });
    expect(findings.map(({ tone, text }) => `${tone}: ${text}`)).toEqual([expect.stringMatching(words)]);
  });

  it('has the worst said first', () => {
    const findings = findingsOf({
      ...well,
      projections: [
        { ...projection, name: 'filings', lagSeconds: 60 },
        { ...projection, name: 'audience', error: 'stands still' },
      ],
    });
    expect(findings.map(({ tone }) => tone)).toEqual(['red', 'amber']);
    expect(headline(findings)).toEqual({
      tone: 'red',
      title: 'Something does not work: 2 things to look at',
    });
  });
});
