import { toldApiKeyEvent } from '@countersign/api-key';
import type { StoredLogEvent } from '@countersign/event-store';
import { toldMemoryEvent } from '@countersign/memory';
import { toldReviewEvent } from '@countersign/review';
import { toldRuleEvent } from '@countersign/rule';
import { type Fact, opened } from '../verify/opened-event';

/** One recorded event, for people. */
export interface ToldEvent {
  readonly position: string;
  readonly stream: string;
  readonly revision: string;
  readonly id: string;
  readonly type: string;
  /** UTC milliseconds, as the fact says; null where it cannot be read. */
  readonly at: number | null;
  /** Null: the clock, or a reaction. */
  readonly by: string | null;
  readonly sentence: string;
}

/** Null for what is not ours. What cannot be read is told as such, and never left out. */
export function toldEvent(stored: StoredLogEvent): ToldEvent | null {
  const event = opened(stored);
  if (event === null) return null;
  const { stream, id, type } = stored;
  const place = {
    position: stored.position.toString(),
    stream,
    revision: stored.revision.toString(),
    id,
    type,
  };
  const { fact, problem } = event;
  if (fact === null)
    return { ...place, at: null, by: null, sentence: `It cannot be read: ${problem ?? ''}.` };
  return { ...place, at: fact.event.at, by: makerOf(fact), sentence: sentenceOf(fact) };
}

function makerOf({ event }: Fact): string | null {
  if (!('by' in event)) return null;
  return typeof event.by === 'string' ? event.by : event.by.id;
}

function sentenceOf(fact: Fact): string {
  switch (fact.kind) {
    case 'review':
      return toldReviewEvent(fact.event);
    case 'memory':
      return toldMemoryEvent(fact.event);
    case 'rules':
      return toldRuleEvent(fact.event);
    case 'apikeys':
      return toldApiKeyEvent(fact.event);
  }
}
