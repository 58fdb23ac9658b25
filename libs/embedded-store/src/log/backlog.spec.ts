import { Backlog, weightOf } from './backlog';

const nothing = Buffer.alloc(0);
const event = { id: nothing, type: 't', isJson: true, data: nothing, metadata: nothing };

describe('what waits for the disk', () => {
  it('weighs the name of its stream once for each event', () => {
    const [short, long] = ['s', 's'.repeat(1_001)].map((stream) => weightOf(stream, [event, event, event]));
    expect((long ?? 0) - (short ?? 0)).toBe(4_000);
  });

  it('weighs all of the messages that it came in, which are kept for what is read of them', () => {
    expect(weightOf('s', [event], 1_000_000)).toBe(1_000_000 + weightOf('s', [event], 0));
    expect(weightOf('s', [event])).toBe(weightOf('s', [event], 1));
  });

  it('calls who waits for room once there is some, but for who waits no more', () => {
    const backlog = new Backlog(10);
    const called: string[] = [];
    backlog.take(10);
    backlog.whenRoom(() => called.push('one'));
    const stop = backlog.whenRoom(() => called.push('two'));
    stop();
    backlog.give(1);
    backlog.take(1);
    backlog.give(1);
    expect(called).toEqual(['one']);
  });
});
