import { readArguments } from './arguments';

const WORKSPACE = '6f1c2b9e-0d5b-4c3e-9a51-1f0a3c9d7e10';
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
    ['verify', { kind: 'verify', workspace: null, from: null, against: null, file: null, isJson: false }],
    [
      'verify --from 293 --against old.ndjson --json',
      { kind: 'verify', workspace: null, from: 293n, against: 'old.ndjson', file: null, isJson: true },
    ],
    [
      `export --workspace ${WORKSPACE} --to 9 --out new.ndjson`,
      { kind: 'export', workspace: WORKSPACE, from: null, to: 9n, out: 'new.ndjson', isJson: false },
    ],
    ['timeline night-run', { kind: 'timeline', sought: 'night-run', workspace: null, isJson: false }],
    ['verify --help', { kind: 'help' }],
    ['--help', { kind: 'help' }],
    ['rebuild -h', { kind: 'help' }],
    ['help', { kind: 'help' }],
  ])('is understood: %s', (line, command) => expect(read(line)).toEqual(command));

  it.each([
    ['', /say what to do/],
    ['rebild', /no command "rebild"/],
    ['verify --from here', /expected a position/],
    ['verify --to 5', /--to/],
    ['verify review-a', /takes no "review-a"/],
    ['verify --export a --against b', /not both/],
    ['export --workspace ours', /expected a UUID/],
    ['timeline', /say which review or session/],
    ['timeline a b', /takes no "b"/],
    ['timeline a/b', /no review and of no session/],
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
