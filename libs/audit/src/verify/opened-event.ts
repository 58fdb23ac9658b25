import { type ApiKeyEvent, decodeApiKeyEvent } from '@countersign/api-key';
import {
  type Envelope,
  openData,
  openEnvelope,
  parseStream,
  type StoredLogEvent,
  type StreamName,
} from '@countersign/event-store';
import { decodeMemoryEvent, type MemoryEvent } from '@countersign/memory';
import { decodeReviewEvent, type ReviewEvent } from '@countersign/review';
import { decodeRuleEvent, type RuleEvent } from '@countersign/rule';

/** What an event of one of our streams says. */
export type Fact =
  | { readonly kind: 'review'; readonly event: ReviewEvent }
  | { readonly kind: 'memory'; readonly event: MemoryEvent }
  | { readonly kind: 'rules'; readonly event: RuleEvent }
  | { readonly kind: 'apikeys'; readonly event: ApiKeyEvent };

/** A stored event, as far as it can be read. */
export interface OpenedEvent {
  readonly stored: StoredLogEvent;
  readonly name: StreamName;
  readonly envelope: Envelope | null;
  /** Null where it cannot be read, for this reason. */
  readonly fact: Fact | null;
  readonly problem: string | null;
}

/** Null for what is not ours. */
export function opened(stored: StoredLogEvent): OpenedEvent | null {
  const name = parseStream(stored.stream);
  if (name === null) return null;
  const envelope = openEnvelope(stored.metadata);
  const plain = openData(stored.data);
  if ('problem' in plain) return { stored, name, envelope, fact: null, problem: plain.problem };
  const read = readable(name.kind, stored.type, plain.data, envelope?.schemaVersion);
  return 'problem' in read
    ? { stored, name, envelope, fact: null, problem: read.problem }
    : { stored, name, envelope, fact: read, problem: null };
}

type Read = Fact | { readonly problem: string };

/** What is nested too deep, or made to trip a reader up, is one more thing that cannot be read. */
function readable(...read: Parameters<typeof decoded>): Read {
  try {
    return decoded(...read);
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

function decoded(kind: StreamName['kind'], type: string, data: unknown, version?: number): Read {
  switch (kind) {
    case 'review': {
      const read = decodeReviewEvent(type, data, version);
      return read.ok ? { kind, event: read.event } : read;
    }
    case 'memory': {
      const read = decodeMemoryEvent(type, data, version);
      return read.ok ? { kind, event: read.event } : read;
    }
    case 'rules': {
      const read = decodeRuleEvent(type, data, version);
      return read.ok ? { kind, event: read.event } : read;
    }
    case 'apikeys': {
      const read = decodeApiKeyEvent(type, data, version);
      return read.ok ? { kind, event: read.event } : read;
    }
  }
}
