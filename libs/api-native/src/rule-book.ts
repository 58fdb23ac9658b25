import { type CommandContext, DecideRules, ReadRules, type RulesAnswer } from '@countersign/commands';
import { commandIdentity, type Exchange, Failed, idempotencyKey, ReviewReads } from '@countersign/http';
import {
  type Rule,
  type RuleCommand,
  ruleNamed,
  type RuleRefusal,
  type RulesState,
  withDraft,
  withoutRule,
} from '@countersign/rule';
import { Injectable } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { TriedRules } from './preview-translate';
import type { RuleDraftWish, RuleWish } from './rule-schema';
import { expectedOf, preconditionOf } from './rule-tag';
import { toDraft, toTerms } from './rule-translate';

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

  /** The rule as it was set, and whether there was none of its name before. */
  async set(exchange: Exchange, name: string, wish: RuleWish): Promise<{ rule: Rule; isNew: boolean }> {
    const { caller: actor, request } = exchange;
    const wanted = preconditionOf(request, name);
    const before = ruleNamed(await this.read(exchange), name);
    const context = contextOf(exchange, { operation: 'set-rule', target: name, body: wish });
    const description = wish.description ?? '';
    const command = {
      kind: 'SetRule',
      at: Date.now(),
      actor,
      name,
      description,
      terms: toTerms(wish),
    } as const;
    const decide = (expectedRevision: number | 'absent' | null): Promise<RulesAnswer> =>
      this.execute({ ...command, expectedRevision }, context);

    const expected = expectedOf(wanted, before);
    let answer = await decide(expected);
    let isNew = expected === 'absent';
    if (wanted === null && isStale(answer)) {
      // Somebody was first.
      answer = await decide(null);
      isNew = false;
    }
    const state = this.acknowledge(exchange, answer);
    const rule = ruleNamed(state, name);
    if (rule === null) throw new Error(`the rule ${name} was set and is not there`);
    return { rule, isNew };
  }

  async remove(exchange: Exchange, name: string): Promise<void> {
    const { caller: actor, request } = exchange;
    const wanted = preconditionOf(request, name);
    const context = contextOf(exchange, { operation: 'delete-rule', target: name, body: {} });
    const expectedRevision = typeof wanted === 'number' ? wanted : null;
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
