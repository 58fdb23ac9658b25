import { decodeApiKeyEvent } from '@countersign/api-key';
import {
  type Log,
  type LogEntry,
  parseStream,
  type Position,
  type RecordedEvent,
} from '@countersign/event-store';
import { decodeMemoryEvent } from '@countersign/memory';
import { decodeReviewEvent } from '@countersign/review';
import { decodeRuleEvent } from '@countersign/rule';
import { Inject } from '@nestjs/common';
import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { answeredBy } from './answered-by';
import { COMMAND_BUDGET_MS } from './command-loop';
import { type LogFact, ReadLogFacts, type ToldFact } from './contract';
import { LOG } from './log-token';
import { roughSize } from './rough-size';

/** So many entries are read at the same time. */
const AT_ONCE = 16;
/** An answer is not much larger than this; in bytes. */
const LARGEST = 8 * 1024 * 1024;

@QueryHandler(ReadLogFacts)
export class ReadLogFactsHandler implements IQueryHandler<ReadLogFacts> {
  constructor(@Inject(LOG) private readonly log: Log) {}

  async execute({ workspace, positions }: ReadLogFacts): Promise<readonly LogFact[]> {
    const deadline = performance.now() + COMMAND_BUDGET_MS;
    const facts: LogFact[] = [];
    let size = 0;
    for (let from = 0; from < positions.length && size < LARGEST; from += AT_ONCE) {
      const some = positions.slice(from, from + AT_ONCE);
      const read = await answeredBy(Promise.all(some.map((place) => this.log.entryAt(place))), deadline);
      for (const [index, entry] of read.entries()) {
        if (size >= LARGEST) break;
        const fact = factOf(entry, some[index] as Position, workspace);
        facts.push(fact);
        size += roughSize(fact.told);
      }
    }
    return facts;
  }
}

const nothing = { eventId: null, api: null, commandId: null, previous: null, hash: null, told: null };

/** What is of another workspace is not there. */
function factOf(entry: LogEntry | null, position: Position, workspace: string): LogFact {
  const name = entry === null || entry.kind === 'foreign' ? null : parseStream(entry.event.stream);
  if (entry === null || entry.kind === 'foreign' || name?.workspace !== workspace) {
    return { ...nothing, position, problem: 'the log has no event of the workspace at this position' };
  }
  const { event } = entry;
  if (!('envelope' in event)) return { ...nothing, position, eventId: event.id, problem: event.problem };
  const { api, commandId, previous, hash } = event.envelope;
  const about = { position, eventId: event.id, api, commandId, previous, hash };
  if (event.envelope.workspace !== workspace) {
    return { ...about, told: null, problem: 'its envelope names another workspace than its stream' };
  }
  const decoded = decodedOf(name.kind, event);
  return 'problem' in decoded
    ? { ...about, told: null, problem: decoded.problem }
    : { ...about, told: decoded, problem: null };
}

function decodedOf(
  kind: ToldFact['kind'],
  { type, data, envelope: { schemaVersion } }: RecordedEvent,
): ToldFact | { readonly problem: string } {
  switch (kind) {
    case 'review': {
      const decoded = decodeReviewEvent(type, data, schemaVersion);
      return decoded.ok ? { kind, event: decoded.event } : decoded;
    }
    case 'memory': {
      const decoded = decodeMemoryEvent(type, data, schemaVersion);
      return decoded.ok ? { kind, event: decoded.event } : decoded;
    }
    case 'rules': {
      const decoded = decodeRuleEvent(type, data, schemaVersion);
      return decoded.ok ? { kind, event: decoded.event } : decoded;
    }
    case 'apikeys': {
      const decoded = decodeApiKeyEvent(type, data, schemaVersion);
      return decoded.ok ? { kind, event: decoded.event } : decoded;
    }
  }
}
