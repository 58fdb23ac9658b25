import { type ApiKeyEvent, toldApiKeyEvent } from '@countersign/api-key';
import type { LogFact, ToldFact } from '@countersign/commands';
import { toldMemoryEvent } from '@countersign/memory';
import type { Fact } from '@countersign/projections';
import { toldReviewEvent } from '@countersign/review';
import { toldRuleEvent } from '@countersign/rule';
import type { AuditEvent } from './audit-schema';
import { authorOf } from './event-body';
import { timeOf } from './shown';

/** The last moment that a time can be written for. */
const LAST_MOMENT = 8_640_000_000_000_000;

/** Where an event stands, as the views found it, with what the log says there. */
export function auditBody(fact: Fact, { told, ...read }: LogFact): AuditEvent {
  const isOther = read.eventId !== null && read.eventId !== fact.eventId;
  const event = isOther ? null : told;
  return {
    position: fact.position.toString(),
    kind: fact.kind,
    review: fact.review,
    session: fact.session,
    revision: fact.revision,
    eventId: fact.eventId,
    type: fact.type,
    at: timeOf(Math.abs(fact.at) > LAST_MOMENT ? fact.recordedAt : fact.at),
    recordedAt: timeOf(fact.recordedAt),
    api: read.api,
    commandId: read.commandId,
    by: event === null ? null : authorOf(event.event),
    sentence: event === null ? null : sentenceOf(event),
    data: event === null ? null : dataOf(event),
    previous: read.previous,
    hash: read.hash,
    problem: isOther ? 'the log has another event at this position than the views' : read.problem,
  };
}

function sentenceOf(told: ToldFact): string {
  switch (told.kind) {
    case 'review':
      return toldReviewEvent(told.event);
    case 'memory':
      return toldMemoryEvent(told.event);
    case 'rules':
      return toldRuleEvent(told.event);
    case 'apikeys':
      return toldApiKeyEvent(told.event);
  }
}

function dataOf({ event }: ToldFact): NonNullable<AuditEvent['data']> {
  const { type: _, ...data } = event.type === 'ApiKeyIssued' ? withoutDigest(event) : event;
  return data;
}

/** It tells a reader nothing, and is left out here. An export has it, since the chain covers what is stored. */
function withoutDigest(
  event: Extract<ApiKeyEvent, { readonly type: 'ApiKeyIssued' }>,
): object & { type: string } {
  const { digest: _, ...rest } = event;
  return rest;
}
