import { Backlog, weightOf, weightOfCall } from './backlog';

const nothing = Buffer.alloc(0);
const event = { id: nothing, type: 't', isJson: true, data: nothing, metadata: nothing };

describe('what waits for the disk', () => {
  it('weighs the name of its stream once for each event', () => {
    const [short, long] = ['s', 's'.repeat(1_001)].map(
      (stream) => weightOf(stream, [event, event, event]).waits,
    );
    expect((long ?? 0) - (short ?? 0)).toBe(4_000);
  });

  it('weighs the bytes of the name, whatever its letters, in the commit as well', () => {
    const [short, long] = ['s', `s${'語'.repeat(1_000)}`].map((stream) =>
      weightOf(stream, [event, event, event]),
    );
    expect((long?.waits ?? 0) - (short?.waits ?? 0)).toBe(12_000);
    expect((long?.records ?? 0) - (short?.records ?? 0)).toBe(9_000);
  });

  it('weighs the call that it is in memory, and not in the commit', () => {
    const [call, none] = [true, false].map((isCall) => weightOf('s', [event], 1, isCall));
    expect((call?.waits ?? 0) - (none?.waits ?? 0)).toBe(4_096);
    expect(call?.records).toBe(none?.records);
    expect(weightOfCall(10)).toEqual({ waits: 4_116, records: 266 });
  });

  it('weighs all of the messages that it came in, which are kept for what is read of them', () => {
    expect(weightOf('s', [event], 1_000_000).waits).toBe(1_000_000 + weightOf('s', [event], 0).waits);
    expect(weightOf('s', [event])).toEqual(weightOf('s', [event], 1));
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
