import { reviewStream, type Log, type RecordedEvent } from '@countersign/event-store';
import { decodeReviewEvent } from '@countersign/review';
import { Inject } from '@nestjs/common';
import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { decodeRecorded } from './apply-recorded';
import { COMMAND_BUDGET_MS } from './command-loop';
import { MOST_FACTS, ReadReviewFacts, type ReviewFact, type ReviewFacts } from './contract';
import { LOG } from './log-token';

@QueryHandler(ReadReviewFacts)
export class ReadReviewFactsHandler implements IQueryHandler<ReadReviewFacts> {
  constructor(@Inject(LOG) private readonly log: Log) {}

  async execute({ workspace, review, from, limit }: ReadReviewFacts): Promise<ReviewFacts | null> {
    const stream = reviewStream(workspace, review);
    const deadline = performance.now() + COMMAND_BUDGET_MS;
    const size = Math.max(1, Math.min(limit, MOST_FACTS));
    const read = async (first: number, most: number): Promise<ReviewFact[]> => {
      const facts: ReviewFact[] = [];
      for await (const event of this.log.readStream(stream, BigInt(first), { limit: most, deadline })) {
        facts.push(factOf(event));
      }
      return facts;
    };
    const facts = await read(from, size + 1);
    if (facts.length === 0 && (from === 0 || (await read(0, 1)).length === 0)) return null;
    return { facts: facts.slice(0, size), next: facts[size]?.revision ?? null };
  }
}

function factOf(recorded: RecordedEvent): ReviewFact {
  const { id, revision, position, created, envelope } = recorded;
  const { api, commandId, correlationId } = envelope;
  return {
    event: decodeRecorded(decodeReviewEvent, recorded),
    eventId: id,
    revision: Number(revision),
    position,
    createdAt: created,
    api,
    commandId,
    correlationId,
  };
}
