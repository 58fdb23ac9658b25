import type { DecideRules, RulesAnswer } from '@countersign/commands';
import { type Exchange, Failed, type ReviewReads } from '@countersign/http';
import {
  decideRules,
  evolveRules,
  NO_RULES,
  type RuleCommand,
  ruleNamed,
  type RulesState,
} from '@countersign/rule';
import { dave } from '@countersign/testing';
import type { CommandBus, QueryBus } from '@nestjs/cqrs';
import { RuleBook } from './rule-book';
import { toTerms } from './rule-translate';

const from = (headers: Readonly<Record<string, string>>): Exchange =>
  ({ caller: dave, request: { headers, id: 'request-1' } }) as unknown as Exchange;

/** A book over a log in memory; each of `meanwhile` happens between a look at the rules and the next write. */
class Shelf {
  private state: RulesState = NO_RULES;
  private readonly meanwhile: RuleCommand[] = [];
  writes = 0;

  readonly book = new RuleBook(
    { execute: (sent: DecideRules) => Promise.resolve(this.write(sent)) } as unknown as CommandBus,
    { execute: () => Promise.resolve(this.looked()) } as unknown as QueryBus,
    { wrote: () => undefined } as unknown as ReviewReads,
  );

  rule = () => ruleNamed(this.state, 'raced');

  apply(command: RuleCommand): RulesAnswer {
    const result = decideRules(command, this.state);
    if (result.kind === 'refused') return result;
    this.state = result.events.reduce(evolveRules, this.state);
    return { kind: 'accepted', state: this.state, position: null, repeated: false };
  }

  then(...commands: readonly RuleCommand[]): this {
    this.meanwhile.push(...commands);
    return this;
  }

  private looked(): RulesState {
    const { state } = this;
    const next = this.meanwhile.shift();
    if (next !== undefined) this.apply(next);
    return state;
  }

  private write({ command }: DecideRules): RulesAnswer {
    this.writes += 1;
    return this.apply(command);
  }
}

const by = { at: 1, actor: dave, name: 'raced', expectedRevision: null } as const;
const set = (priority: number): RuleCommand => ({
  ...by,
  kind: 'SetRule',
  description: '',
  terms: toTerms({ priority }),
});
const remove: RuleCommand = { ...by, kind: 'DeleteRule' };
const put = ({ book }: Shelf, headers = {}) => book.set(from(headers), 'raced', { priority: 7 });
const shelf = (): Shelf => {
  const made = new Shelf();
  made.apply(set(1));
  return made;
};

async function refusalOf(attempt: Promise<unknown>): Promise<unknown> {
  const error: unknown = await attempt.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Failed)) throw new Error('it was not refused');
  return error.failure;
}

describe('a rule that others write meanwhile', () => {
  it('is set where there was one, and is one still', async () => {
    const changed = shelf().then(set(2));
    expect(await put(changed, { 'if-match': '*' })).toMatchObject({ isNew: false, rule: { priority: 7 } });
    expect(changed.writes).toBe(2);
  });

  it('is not made again where it is deleted before a write that there should be one for', async () => {
    const deleted = shelf().then(remove);
    expect(await refusalOf(put(deleted, { 'if-match': '*' }))).toMatchObject({
      refusal: { code: 'stale-rule', currentRevision: null },
    });
    expect(deleted.rule()).toBeNull();
  });

  it('is set whatever becomes of it where nothing is taken for granted', async () => {
    expect(await put(new Shelf().then(set(2)))).toMatchObject({ isNew: false, rule: { priority: 7 } });
    expect(await put(new Shelf())).toMatchObject({ isNew: true });
    expect(await put(shelf())).toMatchObject({ isNew: false });
  });

  it('is given up as a conflict where somebody is always first', async () => {
    const busy = shelf().then(...Array.from({ length: 20 }, (_, index) => set(100 + index)));
    expect(await refusalOf(put(busy, { 'if-match': '*' }))).toMatchObject({ refusal: { code: 'conflict' } });
    expect(busy.writes).toBeLessThan(10);
  });
});

describe('a rule that is to be deleted', () => {
  it.each([{ 'if-none-match': '*' }, { 'if-match': '"raced:9"' }, { 'if-match': '*', 'if-none-match': '*' }])(
    'stays where it is not as it is taken to be: %j',
    async (headers) => {
      const standing = shelf();
      expect(await refusalOf(standing.book.remove(from(headers), 'raced'))).toMatchObject({
        refusal: { code: 'stale-rule', currentRevision: 0 },
      });
      expect(standing.rule()).not.toBeNull();
    },
  );

  it.each([{}, { 'if-match': '*' }, { 'if-match': '"raced:0"' }])('goes where it is: %j', async (headers) => {
    const standing = shelf();
    await standing.book.remove(from(headers), 'raced');
    expect(standing.rule()).toBeNull();
  });
});
