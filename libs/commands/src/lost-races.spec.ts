import 'reflect-metadata';
import { decideRules, encodeRuleEvent, NO_RULES } from '@countersign/rule';
import { setRule } from '@countersign/testing';
import { DecideRules, type RulesAnswer } from './contract';
import { LogInMemory } from './log-in-memory.spec-support';
import { RulesHandler } from './rules.handler';

/** Somebody else is first with each of so many appends. */
class ContestedLog extends LogInMemory {
  appends = 0;

  constructor(private readonly contested: number) {
    super();
  }

  override append(...given: Parameters<LogInMemory['append']>): ReturnType<LogInMemory['append']> {
    this.appends += 1;
    if (this.appends <= this.contested) this.addAnothers();
    return super.append(...given);
  }

  private addAnothers(): void {
    const decided = decideRules(setRule({ name: `of-another-${this.appends}` }), NO_RULES);
    if (decided.kind === 'refused') throw new Error(decided.refusal.code);
    for (const event of decided.events) {
      const { type, data } = encodeRuleEvent(event);
      this.add(type, data);
    }
  }
}

function change(log: ContestedLog, deadline = Infinity): Promise<RulesAnswer> {
  const links = { commandId: 'ours', correlationId: 'ours', causationId: 'ours', traceparent: null };
  const context = { ...links, requestDigest: 'd', api: 'native', deadline } as const;
  return new RulesHandler(log).execute(new DecideRules(setRule(), context));
}

/** How long the loop pauses, of what it may: from 0 to 1. */
const pausing = (share: number) => jest.spyOn(Math, 'random').mockReturnValue(share);
afterEach(() => jest.restoreAllMocks());

describe('a command that others are faster than', () => {
  it('is recorded behind them where it wins the tenth race', async () => {
    pausing(0);
    const log = new ContestedLog(9);
    expect(await change(log)).toMatchObject({ kind: 'accepted', position: 9n });
    expect(log.appends).toBe(10);
  });

  it('is refused after ten lost races, and not recorded', async () => {
    pausing(0);
    const log = new ContestedLog(Infinity);
    expect(await change(log)).toEqual({ kind: 'refused', refusal: { code: 'conflict' } });
    expect([log.appends, log.events.length]).toEqual([10, 10]);
    // Before each append, and not behind the last.
    expect(log.reads.begun).toBe(10);
  });

  it('is refused, and not given up, where its deadline leaves no time for another pause and attempt', async () => {
    pausing(0.999);
    jest.spyOn(performance, 'now').mockReturnValue(0);
    const log = new ContestedLog(Infinity);
    expect(await change(log, 300)).toEqual({ kind: 'refused', refusal: { code: 'conflict' } });
    // Pauses of 20, 40 and 80 ms leave 200; one of 160 would not.
    expect(log.appends).toBe(5);
  });

  it('reads what was first, and tries again, once at least', async () => {
    jest.spyOn(performance, 'now').mockReturnValue(0);
    const log = new ContestedLog(1);
    expect(await change(log, 150)).toMatchObject({ kind: 'accepted', position: 1n });
  });
});
