import { type LogFact, ReadLogFacts } from '@countersign/commands';
import { type Exchange, positionOf, ReviewReads } from '@countersign/http';
import { type Fact, VIEWS, type Views } from '@countersign/projections';
import { evolveRules, NO_RULES, type RuleEvent, ruleNamed, toldRuleEvent } from '@countersign/rule';
import { Inject, Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { authorOf } from './event-body';
import { notFound } from './review-id';
import type { RuleEventBody, RuleEventList, RuleEventsQuery } from './rule-history-schema';
import { ruleBody } from './rule-translate';
import { timeOf } from './shown';

/** All rules of a workspace are in one stream: so many of its events are looked at for one page. */
const MOST_LOOKED_AT = 500;
const AT_ONCE = 100;

/** What became of a rule, the latest change first: which events of the rules there are the views say, what they say the log does. */
@Injectable()
export class RuleHistory {
  constructor(
    private readonly queries: QueryBus,
    private readonly reads: ReviewReads,
    @Inject(VIEWS) private readonly views: Views,
  ) {}

  /** Throws {@link Failed} `not-found` for a rule that never was. */
  async events(exchange: Exchange, name: string, query: RuleEventsQuery): Promise<RuleEventList> {
    const found = await this.reads.find(exchange, async () => {
      const page = await this.page(exchange.caller.workspace, name, query);
      const isNothing = page.items.length === 0 && page.next === null && query.before === undefined;
      return isNothing ? null : page;
    });
    return found ?? notFound();
  }

  private async page(
    workspace: string,
    name: string,
    { before, limit }: RuleEventsQuery,
  ): Promise<RuleEventList> {
    const items: RuleEventBody[] = [];
    let next = positionOf(before ?? '') ?? null;
    for (let looked = 0; looked < MOST_LOOKED_AT && items.length < limit; looked += AT_ONCE) {
      const part = await this.part(workspace, name, next);
      const taken = part.events.slice(0, limit - items.length);
      items.push(...taken);
      const isCut = taken.length < part.events.length;
      next = isCut ? (positionOf(taken.at(-1)?.position ?? '') ?? null) : part.next;
      if (next === null) break;
    }
    return { items, next: next === null ? null : String(next) };
  }

  private async part(workspace: string, name: string, before: Fact['position'] | null) {
    const page = { limit: AT_ONCE, direction: 'desc' as const, ...(before !== null && { before }) };
    const { items, next } = await this.views.facts.page(workspace, { kind: 'rules' }, page);
    if (items.length === 0) return { events: [], next };
    const positions = items.map(({ position }) => position);
    const read = await this.queries.execute(new ReadLogFacts(workspace, positions));
    const events = read.flatMap((fact, index) => bodyOf(items[index] as Fact, fact, name) ?? []);
    // Where the events are large the log answers fewer at once.
    const last = items[read.length - 1];
    return { events, next: read.length < items.length && last !== undefined ? last.position : next };
  }
}

function bodyOf(fact: Fact, { told, api }: LogFact, name: string): RuleEventBody | null {
  if (told?.kind !== 'rules' || told.event.name !== name) return null;
  const { event } = told;
  return {
    revision: fact.revision,
    position: fact.position.toString(),
    eventId: fact.eventId,
    type: event.type,
    at: timeOf(event.at),
    recordedAt: timeOf(fact.recordedAt),
    api: api ?? '',
    by: authorOf(event) ?? { id: '', name: '' },
    sentence: toldRuleEvent(event),
    rule: ruleAfter(event, fact.revision),
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
