import { ReadRuleFacts, type RuleFact } from '@countersign/commands';
import { type Exchange, positionOf } from '@countersign/http';
import { evolveRules, NO_RULES, type RuleEvent, ruleNamed, toldRuleEvent } from '@countersign/rule';
import { Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { authorOf } from './event-body';
import { notFound } from './review-id';
import type { RuleEventBody, RuleEventList, RuleEventsQuery } from './rule-history-schema';
import { ruleBody } from './rule-translate';
import { timeOf } from './shown';

/** What became of a rule, the latest change first, as the log has it now. */
@Injectable()
export class RuleHistory {
  constructor(private readonly queries: QueryBus) {}

  /** Throws {@link Failed} `not-found` for a rule that never was; not where a change cannot be read: it may have been its. */
  async events({ caller }: Exchange, name: string, query: RuleEventsQuery): Promise<RuleEventList> {
    const before = query.before === undefined ? null : (positionOf(query.before) ?? null);
    const read = await this.queries.execute(new ReadRuleFacts(caller.workspace, name, before, query.limit));
    const { facts, unreadable, next } = read;
    if (facts.length + unreadable.length === 0 && next === null && before === null) return notFound();
    return { items: facts.map(bodyOf), unreadable, next: next === null ? null : String(next) };
  }
}

function bodyOf({ event, eventId, revision, position, createdAt, api }: RuleFact): RuleEventBody {
  return {
    ...{ revision, eventId, api },
    position: position.toString(),
    type: event.type,
    at: timeOf(event.at),
    recordedAt: timeOf(createdAt),
    by: authorOf(event) ?? { id: '', name: '' },
    sentence: toldRuleEvent(event),
    rule: ruleAfter(event, revision),
  };
}

/** As the event left it; null where it took it away. */
function ruleAfter(event: RuleEvent, revision: number): RuleEventBody['rule'] {
  switch (event.type) {
    case 'RuleSet': {
      const rule = ruleNamed(evolveRules(NO_RULES, event), event.name);
      return rule && ruleBody({ ...rule, revision });
    }
    case 'RuleDeleted':
      return null;
  }
}
