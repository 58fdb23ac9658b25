import { alice, bob, olga } from '@countersign/testing';
import type { Failed } from './failure';
import { OpenStreams } from './open-streams';

const limits = { principal: 0, workspace: 0, streams: 2, allStreams: 3, exports: 0 };

const problemOf = (open: () => unknown): unknown => {
  try {
    open();
    return null;
  } catch (error) {
    return (error as Failed).failure;
  }
};

describe('open streams', () => {
  it('are few of each principal, and more once one has ended', () => {
    const streams = new OpenStreams(limits);
    const leave = streams.enter(bob);
    streams.enter(bob);
    expect(problemOf(() => streams.enter(bob))).toEqual({
      kind: 'rate-limited',
      problem: 'at most 2 streams of one principal are open at once',
      retryAfterSeconds: 5,
    });
    leave();
    expect(problemOf(() => streams.enter(bob))).toBeNull();
    expect(problemOf(() => streams.enter(bob))).not.toBeNull();
  });

  it('are bounded in number whoever they belong to', () => {
    const streams = new OpenStreams(limits);
    const leave = streams.enter(bob);
    streams.enter(bob);
    streams.enter(alice);
    expect(problemOf(() => streams.enter(olga))).toMatchObject({
      problem: 'at most 3 streams are open at once',
    });
    leave();
    expect(problemOf(() => streams.enter(olga))).toBeNull();
  });

  it('are as many as come where there is no limit', () => {
    const streams = new OpenStreams({ ...limits, streams: 0, allStreams: 0 });
    for (let count = 0; count < 100; count += 1) streams.enter(bob);
  });

  it('are told apart from what takes long and ends, whichever ends first', () => {
    const streams = new OpenStreams({ ...limits, streams: 0, allStreams: 0 });
    const [stream, file] = [streams.enter(bob), streams.enter(bob, false)];
    expect([streams.count, streams.endless]).toEqual([2, 1]);
    stream();
    expect([streams.count, streams.endless]).toEqual([1, 0]);
    file();
    expect([streams.count, streams.endless]).toEqual([0, 0]);
  });
});
