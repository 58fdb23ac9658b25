import { CorruptStream, type Log, type RecordedEvent, rulesStream } from '@countersign/event-store';
import { decodeRuleEvent, type RuleEvent } from '@countersign/rule';
import { Inject } from '@nestjs/common';
import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { COMMAND_BUDGET_MS } from './command-loop';
import { ReadRuleFacts, type RuleFact, type RuleFacts } from './contract';
import { LOG } from './log-token';
import { roughSize } from './rough-size';

/** All rules of a workspace are in one stream: so many of its events are looked at for one answer. */
export const MOST_RULE_FACTS = 500;
/** An answer is not much larger than this; in bytes. */
const LARGEST = 8 * 1024 * 1024;

type Looked =
  | { readonly kind: 'fact'; readonly revision: number; readonly fact: RuleFact }
  | { readonly kind: 'unreadable'; readonly revision: number };

@QueryHandler(ReadRuleFacts)
export class ReadRuleFactsHandler implements IQueryHandler<ReadRuleFacts> {
  constructor(@Inject(LOG) private readonly log: Log) {}

  async execute({ workspace, name, before, limit }: ReadRuleFacts): Promise<RuleFacts> {
    const facts: RuleFact[] = [];
    const unreadable: number[] = [];
    let [looked, size] = [0, 0];
    for await (const one of this.downFrom(workspace, before)) {
      if (one.kind === 'unreadable') unreadable.push(one.revision);
      else if (one.fact.event.name === name) {
        // What was looked at behind the last one tells only that there is more.
        if (facts.length === limit)
          return { facts, unreadable: unreadable.filter((at) => at > last(facts)), next: last(facts) };
        facts.push(one.fact);
        size += roughSize(one.fact.event);
      }
      looked += 1;
      if ((looked === MOST_RULE_FACTS || size >= LARGEST) && one.revision > 0)
        return { facts, unreadable, next: one.revision };
    }
    return { facts, unreadable, next: null };
  }

  /** In one read, unless there is something in it that cannot be read. */
  private async *downFrom(workspace: string, before: bigint | null): AsyncGenerator<Looked> {
    const stream = rulesStream(workspace);
    const deadline = performance.now() + COMMAND_BUDGET_MS;
    let from = before === null ? undefined : before - 1n;
    while (from === undefined || from >= 0n) {
      const options = { direction: 'backwards', limit: MOST_RULE_FACTS, deadline } as const;
      try {
        for await (const event of this.log.readStream(stream, from, options))
          yield lookedAt(event, workspace);
        return;
      } catch (error) {
        if (!(error instanceof CorruptStream) || error.revision === null) throw error;
        yield { kind: 'unreadable', revision: Number(error.revision) };
        from = error.revision - 1n;
      }
    }
  }
}

const last = (facts: readonly RuleFact[]): number => facts.at(-1)?.revision ?? 0;

function lookedAt(recorded: RecordedEvent, workspace: string): Looked {
  const { id, type, data, position, created, envelope } = recorded;
  const revision = Number(recorded.revision);
  const decoded = decodeRuleEvent(type, data, envelope.schemaVersion);
  if (envelope.workspace !== workspace || !decoded.ok) return { kind: 'unreadable', revision };
  const event: RuleEvent = decoded.event;
  const fact = { event, eventId: id, revision, position, createdAt: created, api: envelope.api };
  return { kind: 'fact', revision, fact };
}
