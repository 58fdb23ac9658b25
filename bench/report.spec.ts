import { figuresOf, type Measurement, type Round } from './figures';
import { LIMIT, render, reportOn } from './report';
import { readSettings } from './settings';

const machine = {
  node: 'v20.20.2',
  system: 'linux',
  cpu: 'a CPU',
  cores: 2,
  memoryGb: 24,
  revision: 'abc1234',
};
const settings = readSettings([]);
const decide = 'decide: access, projections on';

function round(limit: number, decisions: number, start = 1000): Round {
  const measurements: readonly Measurement[] = [
    { name: 'plain service on libsql: decide', figures: figuresOf(800, 1, [60]) },
    { name: decide, figures: figuresOf(decisions, 1, [10, 20, 30, 40], { serverCpuMs: 0.5 }) },
    { name: LIMIT, figures: figuresOf(limit, 1, [8]) },
  ];
  return { measurements, start: { listeningMs: start, gatewayMb: 110, storeMb: null } };
}

describe('the report on some rounds', () => {
  if (settings === 'help') throw new Error('no options were not understood');
  const report = reportOn(machine, settings, [round(2000, 1400), round(5000, 1500), round(1000, 900)]);
  const summary = report.summaries.find(({ name }) => name === decide);

  it('takes the ratio to the limit round by round', () => {
    // 0.7, 0.3 and 0.9: the ratio of the medians would be 0.7 too, the one of the fastest rounds 0.3.
    expect(summary?.ofLimit).toBeCloseTo(0.7);
    expect(summary?.medians.perSecond).toBe(1400);
    expect([summary?.slowest, summary?.fastest]).toEqual([900, 1500]);
  });

  it('begins with the limit, whatever the order of the rounds', () => {
    expect(report.summaries.map(({ name }) => name)).toEqual([
      LIMIT,
      decide,
      'plain service on libsql: decide',
    ]);
  });

  it('says which goals are reached, and does not call an unknown figure reached', () => {
    const goals = report.goals.map(({ goal, isReached }) => [goal.split(':')[0], isReached]);
    expect(goals).toEqual([
      ['decide', true],
      ['decide', true],
      ['start', true],
      ['rest', false],
    ]);
    const slow = reportOn(machine, settings, [round(4000, 700, 1600)]);
    expect(slow.goals.map(({ isReached }) => isReached)).toEqual([false, false, false, false]);
  });

  it('prints one line a measurement under one line of titles', () => {
    const lines = render(report).split('\n');
    const titles = lines.find((line) => line.includes('per second')) ?? '';
    const line = lines.find((text) => text.startsWith(decide)) ?? '';
    expect(line).toMatch(/ 1400 +900 +1500 +0\.70 +20\.0 +40\.0 +- +- +0\.50 +- +-$/);
    expect(line.indexOf('1400') + 4).toBe(titles.indexOf('per second') + 'per second'.length);
    expect(lines).toContain('start: listening after 1000 ms; at rest 110 MB gateway, - MB store');
  });
});

describe('the settings', () => {
  it('are small for a quick run, and any of them can be given', () => {
    expect(readSettings(['--quick', '--connections', '4'])).toEqual({
      rounds: 1,
      requests: 64,
      reads: 40,
      connections: 4,
      postgres: true,
      isQuick: true,
      profiles: false,
    });
  });

  it('name an option that is wrong', () => {
    expect(() => readSettings(['--rounds', '0'])).toThrow('--rounds 0: expected a whole number from 1');
    expect(() => readSettings(['--seconds', '3'])).toThrow('--seconds');
  });
});
