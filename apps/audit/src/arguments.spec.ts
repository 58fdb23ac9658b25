import { readArguments } from './arguments';

const read = (line: string) => readArguments(line.split(' ').filter(Boolean));

describe('a command line', () => {
  it.each([
    ['status', { kind: 'status', isJson: false }],
    ['status --json', { kind: 'status', isJson: true }],
    ['rebuild', { kind: 'rebuild', isJson: false }],
    ['rebuild --json', { kind: 'rebuild', isJson: true }],
    ['replay-parked', { kind: 'replay-parked', streams: [], isJson: false }],
    [
      '--json replay-parked review-a review-b',
      { kind: 'replay-parked', streams: ['review-a', 'review-b'], isJson: true },
    ],
    ['retry-parked-work', { kind: 'retry-parked-work', keys: [], isJson: false }],
    ['retry-parked-work a b --json', { kind: 'retry-parked-work', keys: ['a', 'b'], isJson: true }],
    ['--help', { kind: 'help' }],
    ['rebuild -h', { kind: 'help' }],
    ['help', { kind: 'help' }],
  ])('is understood: %s', (line, command) => expect(read(line)).toEqual(command));

  it.each([
    ['', /say what to do/],
    ['rebild', /no command "rebild"/],
    ['rebuild reviews', /takes no "reviews"/],
    ['status review-a', /takes no "review-a"/],
    ['rebuild --force', /--force/],
    ['replay-parked --all', /--all/],
    ['rebuild --json=no', /json/],
  ])('is refused: "%s"', (line, says) => {
    expect(() => read(line)).toThrow(
      expect.objectContaining({
        name: 'UsageMistake',
        message: expect.stringMatching(says) as string,
      }) as Error,
    );
  });
});
