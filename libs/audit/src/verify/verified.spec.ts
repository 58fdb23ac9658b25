import { reviewStream, type StoredLogEvent } from '@countersign/event-store';
import { approve, ASKED_AT, bob, claim, MINUTE, report, requested, WORKSPACE } from '@countersign/testing';
import { executor } from '../../../testing/src/callers';
import { verifyLog } from '..';
import { eventOf, History, type Recorded } from '../history.spec-support';
import { story } from '../story.spec-support';
import type { FindingCode } from './finding';
import type { Verification, Verified } from './verify-log';

const verified = (log: History, options: Partial<Verification> = {}): Promise<Verified> =>
  verifyLog({ log, workspace: null, onFinding: () => undefined, ...options });

const codesOf = ({ findings }: Verified): readonly FindingCode[] => Object.keys(findings) as FindingCode[];

describe('What a pass says of itself', () => {
  it('is that all was judged, where it was', async () =>
    expect(await verified(story())).toMatchObject({ sealed: 0, notJudged: 0, findings: {} }));

  it('counts what was sealed', async () => {
    const log = story();
    for (const { data, metadata } of log.events.slice(0, 5)) {
      metadata['keyId'] = 'of the person';
      data['personal'] = null;
    }
    expect(await verified(log, { destroyedKeys: new Set(['of the person']) })).toMatchObject({
      ...{ sealed: 5, notJudged: 0, findings: {} },
    });
    expect(await verified(log)).toMatchObject({ sealed: 5, notJudged: 0, findings: { erased: 5 } });
  });

  it('counts what stands behind something that is missing or cannot be read', async () => {
    const log = story();
    const stream = reviewStream(WORKSPACE, log.id('ruled'));
    eventOf(log, 'ApprovalGiven', 0, stream).data = 'no JSON' as never;
    // Request; approval; approval, outcome; claim; report: all but the first. The memory names an outcome among them.
    expect(await verified(log)).toMatchObject({ notJudged: 6, findings: { unreadable: 1 } });
  });

  it('counts requests of which it cannot know under which rules they were', async () => {
    const log = story();
    Object.assign(log, { mayBeginLate: true });
    log.events = log.events.filter(({ type }) => type !== 'RuleSet');
    const requests = log.events.filter(({ type }) => type === 'ReviewRequested').length;
    expect(await verified(log)).toMatchObject({ notJudged: requests, findings: {} });
  });
});

describe('The store’s clock', () => {
  const shifted = (ms: number): History => {
    const log = story();
    for (const event of log.events) event.created += ms;
    return log;
  };

  it.each([
    [-50_000, []],
    [-70_000, ['wrong-time']],
    [9 * MINUTE, []],
    [11 * MINUTE, ['wrong-time']],
  ])('may be %i ms off: %j', async (ms, codes) =>
    expect(codesOf(await verified(shifted(ms)))).toEqual(codes),
  );

  it('may be off as far as is said', async () => {
    const clockTolerance = { aheadMs: Infinity, behindMs: Infinity };
    expect(codesOf(await verified(shifted(11 * MINUTE), { clockTolerance }))).toEqual([]);
  });

  it('shows an approval that is dated before a deadline that had passed', async () => {
    const log = new History(5);
    const id = log.id('late');
    log.decideReview(id, requested({ groups: ['banking'], deadline: ASKED_AT + MINUTE }));
    log.decideReview(id, approve(bob, { at: ASKED_AT + MINUTE - 1 }));
    for (const event of log.events.slice(1)) event.created += 30 * 86_400_000;
    expect(codesOf(await verified(log))).toEqual(['wrong-time']);
  });
});

/** One grant that is used again and again, among other requests. */
function busy(uses: number): History {
  const log = new History(5);
  const id = log.id('busy');
  const must = (answer: string | readonly Recorded[]): readonly Recorded[] => {
    if (typeof answer === 'string') throw new Error(answer);
    return answer;
  };
  const given = { groups: ['banking'], type: 'jit', accessDurationSeconds: 40 * 3600 } as const;
  must(log.decideReview(id, requested(given)));
  must(log.decideReview(id, approve(bob)));
  for (let use = 0; use < uses; use += 1) {
    const at = ASKED_AT + 2 * MINUTE + use * MINUTE;
    const [claimed] = must(log.decideReview(id, claim(executor, { at, leaseSeconds: 30 })));
    const token = { lease: use + 1, fencingToken: Number(claimed?.revision) };
    must(log.decideReview(id, report(executor, 'succeeded', { at: at + 1000, ...token })));
    must(log.decideReview(log.id(`other ${use}`), requested({ at: at + 2000, groups: ['banking'] })));
  }
  return log;
}

describe('A long stream that comes to little', () => {
  it('is kept beside many others, and not read again for each of its events', async () => {
    const log = busy(250);
    let read = 0;
    const source = log.readStreamStored.bind(log);
    log.readStreamStored = async function* (...asked): AsyncGenerator<StoredLogEvent> {
      for await (const event of source(...asked)) {
        read += 1;
        yield event;
      }
    };
    const looked = await verified(log, { cacheBytes: 128 * 1024 });
    expect(looked.findings).toEqual({});
    expect(read).toBeLessThan(looked.events);
  });
});
