import {
  CorruptStream,
  type Log,
  type Position,
  type ReadOptions,
  type RecordedEvent,
} from '@countersign/event-store';
import { decideRules, encodeRuleEvent, NO_RULES } from '@countersign/rule';
import { setRule, WORKSPACE } from '@countersign/testing';
import { ReadRuleFacts } from './contract';
import { MOST_RULE_FACTS, ReadRuleFactsHandler } from './read-rule-facts.handler';

/** Names of the rules that were set one after the other; null was something that cannot be read. */
function over(names: readonly (string | null)[]) {
  let reads = 0;
  async function* readStream(stream: string, from?: bigint, { limit = 0 }: ReadOptions = {}) {
    reads += 1;
    const first = from === undefined ? names.length - 1 : Math.min(Number(from), names.length - 1);
    for (let at = first; at >= 0 && at > first - limit; at -= 1) {
      await Promise.resolve();
      const name = names[at] ?? null;
      if (name === null) throw new CorruptStream(stream, 'no JSON', BigInt(at));
      yield recorded(name, at);
    }
  }
  const handler = new ReadRuleFactsHandler({ readStream } as Partial<Log> as Log);
  return {
    reads: () => reads,
    read: async (name: string, before: number | null = null, limit = 50) => {
      const query = new ReadRuleFacts(WORKSPACE, name, before === null ? null : BigInt(before), limit);
      const { facts, ...others } = await handler.execute(query);
      return { revisions: facts.map(({ revision }) => revision), ...others };
    },
  };
}

function recorded(name: string, at: number): RecordedEvent {
  const decided = decideRules(setRule({ name }), NO_RULES);
  if (decided.kind !== 'accepted') throw new Error('the rule was refused');
  const { type, data } = encodeRuleEvent(decided.events[0] as NonNullable<(typeof decided.events)[0]>);
  const envelope = {
    schemaVersion: 1,
    workspace: at === 2 && name === 'foreign' ? 'w' : WORKSPACE,
    api: 'native',
  };
  const place = { id: `e-${at}`, stream: 'rules', revision: BigInt(at), position: BigInt(at) as Position };
  return { ...place, type, created: 5, data: data as never, envelope: envelope as never };
}

describe('the changes of a rule', () => {
  it('are found among those of others, the latest first, in one read', async () => {
    const log = over(['a', 'b', 'a', 'b', 'b']);
    expect(await log.read('a')).toEqual({ revisions: [2, 0], unreadable: [], next: null });
    expect(log.reads()).toBe(1);
    expect(await log.read('c')).toEqual({ revisions: [], unreadable: [], next: null });
    expect(log.reads()).toBe(2);
  });

  it('go on where there are more, and end where there are none', async () => {
    const { read } = over(['a', 'b', 'a', 'a', 'b']);
    expect(await read('a', null, 2)).toMatchObject({ revisions: [3, 2], next: 2 });
    expect(await read('a', 2, 2)).toMatchObject({ revisions: [0], next: null });
    expect(await read('a', 0)).toMatchObject({ revisions: [], next: null });
  });

  it('are looked for so far at once, however many there are', async () => {
    const log = over(['a', ...Array.from({ length: MOST_RULE_FACTS + 3 }, () => 'b')]);
    expect(await log.read('a')).toEqual({ revisions: [], unreadable: [], next: 4 });
    expect(await log.read('a', 4)).toEqual({ revisions: [0], unreadable: [], next: null });
    expect(log.reads()).toBe(2);
  });

  it('are not all of them where some cannot be read, which is said', async () => {
    const { read } = over(['a', null, 'foreign', 'a', null]);
    expect(await read('a')).toEqual({ revisions: [3, 0], unreadable: [4, 2, 1], next: null });
    expect(await read('a', null, 1)).toEqual({ revisions: [3], unreadable: [4], next: 3 });
    expect(await read('never')).toEqual({ revisions: [], unreadable: [4, 2, 1], next: null });
  });
});
