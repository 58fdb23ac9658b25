import { type CommandContext, DecideRules, ReadRules, type RulesAnswer } from '@countersign/commands';
import { commandIdentity, type Exchange, Failed, idempotencyKey, ReviewReads } from '@countersign/http';
import {
  type Rule,
  type RuleCommand,
  ruleNamed,
  type RuleRefusal,
  type RulesState,
  type SetRule,
  withDraft,
  withoutRule,
} from '@countersign/rule';
import { Injectable } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { TriedRules } from './preview-translate';
import type { RuleDraftWish, RuleWish } from './rule-schema';
import { expectedToDelete, expectedToSet, type Precondition, preconditionOf } from './rule-tag';
import { toDraft, toTerms } from './rule-translate';

/** So often somebody may be first before a write gives up. */
const MOST_TRIES = 5;

/** The rules of the caller's workspace, always as the log has them. */
@Injectable()
export class RuleBook {
  constructor(
    private readonly bus: CommandBus,
    private readonly queries: QueryBus,
    private readonly reads: ReviewReads,
  ) {}

  read({ caller }: Exchange): Promise<RulesState> {
    return this.queries.execute(new ReadRules(caller.workspace));
  }

  /** Throws {@link Failed} `not-found`. */
  async rule(exchange: Exchange, name: string): Promise<Rule> {
    return ruleNamed(await this.read(exchange), name) ?? refuse({ code: 'not-found' });
  }

  /** The rule as it was set, and whether this very request made it: a repeated one made nothing. */
  async set(exchange: Exchange, name: string, wish: RuleWish): Promise<{ rule: Rule; isNew: boolean }> {
    const wanted = preconditionOf(exchange.request, name);
    const context = contextOf(exchange, { operation: 'set-rule', target: name, body: wish });
    const { answer, expected } = await this.decided(exchange, name, wish, wanted, context);
    const isNew = expected === 'absent' && answer.kind === 'accepted' && !answer.repeated;
    const rule = ruleNamed(this.acknowledge(exchange, answer), name);
    if (rule === null) throw new Error(`the rule ${name} was set and is not there`);
    return { rule, isNew };
  }

  /** Once more where somebody changed the rule meanwhile, and that is not what the caller takes for granted. */
  private async decided(
    exchange: Exchange,
    name: string,
    wish: RuleWish,
    wanted: Precondition,
    context: CommandContext,
  ): Promise<{ answer: RulesAnswer; expected: SetRule['expectedRevision'] }> {
    const description = wish.description ?? '';
    const terms = toTerms(wish);
    const command = {
      kind: 'SetRule',
      at: Date.now(),
      actor: exchange.caller,
      name,
      description,
      terms,
    } as const;
    const isFree = wanted.kind === 'none' || wanted.kind === 'present';
    for (let left = MOST_TRIES; ; left--) {
      const before = ruleNamed(await this.read(exchange), name);
      const expected = expectedToSet(wanted, before);
      const answer = await this.execute({ ...command, expectedRevision: expected }, context);
      const isAgain = isFree && isStale(answer) && !(wanted.kind === 'present' && before === null);
      if (!isAgain) return { answer, expected };
      if (left === 1) return { answer: { kind: 'refused', refusal: { code: 'conflict' } }, expected };
    }
  }

  async remove(exchange: Exchange, name: string): Promise<void> {
    const { caller: actor, request } = exchange;
    const expectedRevision = expectedToDelete(preconditionOf(request, name));
    const context = contextOf(exchange, { operation: 'delete-rule', target: name, body: {} });
    const command = { kind: 'DeleteRule', at: Date.now(), actor, name, expectedRevision } as const;
    this.acknowledge(exchange, await this.execute(command, context));
  }

  /** Its rules with a draft among them. */
  async tried(exchange: Exchange, wish: RuleDraftWish | null): Promise<TriedRules> {
    const state = await this.read(exchange);
    if (wish === null) return { state, draft: null };
    const drafted = withDraft(state, toDraft(wish));
    if (drafted.kind === 'refused') return refuse(drafted.refusal);
    return { state: drafted.state, draft: drafted.rule };
  }

  /** Its rules without one of them. Throws {@link Failed} `not-found`. */
  async without(exchange: Exchange, name: string): Promise<TriedRules> {
    const state = withoutRule(await this.read(exchange), name);
    return state === null ? refuse({ code: 'not-found' }) : { state, draft: null };
  }

  private execute(command: RuleCommand, context: CommandContext): Promise<RulesAnswer> {
    return this.bus.execute(new DecideRules(command, context));
  }

  private acknowledge(exchange: Exchange, answer: RulesAnswer): RulesState {
    if (answer.kind === 'refused') return refuse(answer.refusal);
    this.reads.wrote(exchange, answer.position);
    return answer.state;
  }
}

function contextOf(
  { request, caller }: Exchange,
  wish: Parameters<typeof commandIdentity>[2],
): CommandContext {
  return { ...commandIdentity(request, caller, wish, idempotencyKey(request)), api: 'native' };
}

function isStale(answer: RulesAnswer): boolean {
  return answer.kind === 'refused' && answer.refusal.code === 'stale-rule';
}

/** The one way of this API to say no to a change of the rules. */
function refuse(refusal: RuleRefusal): never {
  throw new Failed({ kind: 'rule-refused', refusal });
}
