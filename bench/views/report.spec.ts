import type { ViewsMeasurement } from './figures';
import { memoryFigures, renderViews, reportOnViews, slopeOfSecondHalf } from './report';
import { readViewsSettings } from './settings';

const machine = {
  node: 'v20.20.2',
  system: 'linux',
  cpu: 'a CPU',
  cores: 2,
  memoryGb: 24,
  revision: 'abc1234',
};

function replay(perSecond: number, ofBareRead: number): ViewsMeasurement {
  const figures = { perSecond, ofBareRead, seconds: 1 };
  return { section: 'replay', name: 'replay, SQLite', figures };
}
const lag = (p99Ms: number | null): ViewsMeasurement => ({
  section: 'lag',
  name: 'full load, SQLite',
  figures: { perSecond: 900, p50Ms: 4, p99Ms, readP50Ms: 1, samples: 30 },
});

describe('the report on rounds of the views', () => {
  const settings = readViewsSettings([]);
  if (settings === 'help') throw new Error('no options were not understood');
  const rounds = [replay(9_000, 0.6), lag(null), replay(4_000, 0.3), lag(20), replay(5_000, 0.55), lag(30)];
  const report = reportOnViews(machine, settings, rounds);
  const lines = renderViews(report).split('\n');

  it('takes the median of ratios that each round had of its own', () => {
    expect(report.summaries[0]).toMatchObject({ rounds: 3, medians: { perSecond: 5_000, ofBareRead: 0.55 } });
  });

  it('prints one table a section, and none for what was not measured', () => {
    expect(lines.filter((line) => /^(replay|lag|streams|takeover|memory): /.test(line))).toHaveLength(2);
    expect(lines.find((line) => line.startsWith('replay, SQLite'))).toMatch(/ 5000 +0\.55 +1\.00$/);
    expect(lines.find((line) => line.startsWith('full load'))).toMatch(/ 900 +4\.0 +25\.0 +1\.0 +30$/);
  });

  it('says whether the replay reached its goal', () => {
    expect(lines).toContain('reached  replay, SQLite: 0.5 of the bare read');
    const slow = renderViews(reportOnViews(machine, settings, [replay(5_000, 0.49)]));
    expect(slow).toContain('missed   replay, SQLite: 0.5 of the bare read');
  });
});

describe('the memory of a replay', () => {
  it('is flat where its second half does not grow, whatever the first one did', () => {
    expect(slopeOfSecondHalf([80, 120, 160, 200, 200, 200, 200, 200])).toBe(0);
  });

  it('grows by MB a minute, from one sample a second', () => {
    expect(slopeOfSecondHalf([0, 0, 0, 10, 12, 14])).toBeCloseTo(120);
    expect(slopeOfSecondHalf([200, 210, 190, 200, 205, 205, 200])).toBeCloseTo(0);
  });

  it('has no slope in a few seconds, and no figures at all where nothing could be read', () => {
    expect(memoryFigures([90, 130, 110])).toEqual({ startMb: 90, p50Mb: 110, maxMb: 130, slope: null });
    expect(memoryFigures([])).toEqual({ startMb: null, p50Mb: null, maxMb: null, slope: null });
  });
});

describe('the settings of the views', () => {
  it('are small for a quick run, and any of them can be given', () => {
    expect(readViewsSettings(['--quick', '--connections', '4', '--only', 'lag,streams'])).toMatchObject({
      rounds: 1,
      connections: 4,
      replayEvents: 10_000,
      sections: ['lag', 'streams'],
    });
  });

  it('name an option that is wrong', () => {
    expect(() => readViewsSettings(['--events', 'many'])).toThrow('--events many: expected a whole number');
    expect(() => readViewsSettings(['--only', 'lags'])).toThrow('--only lags: expected some of replay, lag');
    expect(() => readViewsSettings(['--reads', '3'])).toThrow('--reads');
  });
});
