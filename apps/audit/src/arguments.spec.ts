import { readArguments } from './arguments';

const WORKSPACE = '6f1c2b9e-0d5b-4c3e-9a51-1f0a3c9d7e10';
const read = (line: string) => readArguments(line.split(' ').filter(Boolean));

describe('a command line', () => {
  it.each([
    ['status', { kind: 'status', isJson: false }],
    ['status --json', { kind: 'status', isJson: true }],
    ['rebuild', { kind: 'rebuild', isJson: false }],
    ['rebuild --json', { kind: 'rebuild', isJson: true }],
    ['replay', { kind: 'replay', to: null, out: null, rows: 20, isJson: false }],
    [
      'replay --to 2026-03-01T12:00:00+01:00 --out then --rows 0 --json',
      { kind: 'replay', to: { time: Date.UTC(2026, 2, 1, 11) }, out: 'then', rows: 0, isJson: true },
    ],
    ['replay --to=81234', { kind: 'replay', to: 81_234n, out: null, rows: 20, isJson: false }],
    ['diff', { kind: 'diff', isJson: false }],
    ['diff --json', { kind: 'diff', isJson: true }],
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
    ['verify --export a --from 293', /no --from with --export/],
    ['export --workspace ours', /expected a UUID/],
    ['timeline', /say which review or session/],
    ['timeline a b', /takes no "b"/],
    ['timeline a/b', /no review and of no session/],
    ['rebuild reviews', /takes no "reviews"/],
    ['status review-a', /takes no "review-a"/],
    ['rebuild --force', /--force/],
    ['replay-parked --all', /--all/],
    ['rebuild --json=no', /json/],
    ['replay --to yesterday', /RFC 3339/],
    ['replay --to 2026-02-30T12:00:00Z', /RFC 3339/],
    ['replay --to 2026-03-01T12:00:00', /RFC 3339/],
    ['replay --to -1', /--to/],
    ['replay --rows many', /--rows/],
    ['replay 81234', /takes no "81234"/],
    ['diff reviews', /takes no "reviews"/],
    ['diff --to 81234', /takes no --to/],
    ['rebuild --out there', /takes no --out/],
  ])('is refused: "%s"', (line, says) => {
    expect(() => read(line)).toThrow(
      expect.objectContaining({
        name: 'UsageMistake',
        message: expect.stringMatching(says) as string,
      }) as Error,
    );
  });
});
