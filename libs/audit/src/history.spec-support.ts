import { createHash } from 'node:crypto';
import {
  type ApiKeyCommand,
  type ApiKeysState,
  decideApiKeys,
  encodeApiKeyEvent,
  evolveApiKeys,
  NO_API_KEYS,
} from '@countersign/api-key';
import {
  apiKeysStream,
  eventId,
  type JsonRecord,
  memoryStream,
  type Position,
  reviewStream,
  rulesStream,
  type StoredLog,
  type StoredLogEvent,
  type StoredRange,
} from '@countersign/event-store';
import {
  decideMemory,
  encodeMemoryEvent,
  evolveMemory,
  type MemoryCommand,
  memoryIdOf,
  type MemoryState,
  runIdOf,
} from '@countersign/memory';
import {
  decide,
  encodeReviewEvent,
  evolve,
  type RequestReview,
  type ReviewCommand,
  type ReviewState,
} from '@countersign/review';
import {
  decideRules,
  encodeRuleEvent,
  evolveRules,
  matchRule,
  NO_RULES,
  type RuleCommand,
  type RulesState,
} from '@countersign/rule';
import { WORKSPACE } from '@countersign/testing';
import { v5 } from 'uuid';
import { chainHash, partDigest, seal } from '../../event-store/src/envelope';

/** A stored event that a test may change. */
export type Recorded = {
  -readonly [Key in keyof Omit<StoredLogEvent, 'data' | 'metadata'>]: StoredLogEvent[Key];
} & { data: Record<string, unknown>; metadata: Record<string, unknown> };

/** How long after its time a fact is in the store. */
const APPEND_MS = 20;
const NAMES = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';

/** A log in memory, written by the real deciders as the command handlers write. */
export class History implements StoredLog {
  events: Recorded[] = [];
  /** How many streams were read anew. */
  readAgain = 0;
  readonly reviews = new Map<string, ReviewState>();
  readonly memories = new Map<string, MemoryState | null>();
  readonly rules = new Map<string, RulesState>();
  readonly keys = new Map<string, ApiKeysState>();
  private readonly tips = new Map<string, { revision: bigint; hash: string }>();
  private commands = 0;

  constructor(readonly seed = 0) {}

  id(name: string): string {
    return v5(`${this.seed} ${name}`, NAMES);
  }

  /** The refusal's code, or the events that it recorded. */
  decideReview(review: string, given: ReviewCommand, workspace = WORKSPACE): string | readonly Recorded[] {
    const stream = reviewStream(workspace, review);
    const command = given.kind === 'RequestReview' ? this.ruled(given, review, workspace) : given;
    const state = this.reviews.get(stream) ?? null;
    const result = decide(command, state);
    if (result.kind === 'refused') return result.refusal.code;
    const recorded = this.append(stream, workspace, result.events.map(encodeReviewEvent));
    const after = result.events.reduce<ReviewState>(
      (before, event, index) => evolve(before, event, recorded[index]?.id ?? ''),
      state,
    );
    this.reviews.set(stream, after);
    return recorded;
  }

  decideRule(command: RuleCommand): string | readonly Recorded[] {
    const { workspace } = command.actor;
    const state = this.rules.get(workspace) ?? NO_RULES;
    const result = decideRules(command, state);
    if (result.kind === 'refused') return result.refusal.code;
    this.rules.set(workspace, result.events.reduce(evolveRules, state));
    return this.append(rulesStream(workspace), workspace, result.events.map(encodeRuleEvent));
  }

  decideKey(command: ApiKeyCommand): string | readonly Recorded[] {
    const { workspace } = command.actor;
    const state = this.keys.get(workspace) ?? NO_API_KEYS;
    const result = decideApiKeys(command, state);
    if (result.kind === 'refused') return result.refusal.code;
    this.keys.set(workspace, result.events.reduce(evolveApiKeys, state));
    return this.append(apiKeysStream(workspace), workspace, result.events.map(encodeApiKeyEvent));
  }

  decideMemory(session: string, command: MemoryCommand, workspace = WORKSPACE): string | readonly Recorded[] {
    const stream = memoryStream(workspace, session);
    const state = this.memories.get(stream) ?? null;
    const result = decideMemory(command, state);
    if (result.kind === 'refused') return result.refusal.code;
    const after = result.events.reduce<MemoryState | null>(
      (before, event) => evolveMemory(before, event),
      state,
    );
    this.memories.set(stream, after);
    return this.append(stream, workspace, result.events.map(encodeMemoryEvent));
  }

  /** As the reaction does: what the outcome event `source` of a review is worth keeping. */
  remember(
    review: string,
    source: string,
    at: number,
    contents: readonly string[],
    workspace = WORKSPACE,
  ): string | readonly Recorded[] {
    const session = this.reviews.get(reviewStream(workspace, review))?.session ?? review;
    const memories = contents.map((content, index) => ({ id: memoryIdOf(source, index), content }));
    const named = { workspace, session, review, source, runId: runIdOf(source) };
    return this.decideMemory(session, { kind: 'RecordMemories', at, ...named, memories }, workspace);
  }

  /** A copy, to be spoilt. */
  copy(): History {
    const copy = new History(this.seed);
    copy.events = structuredClone(this.events);
    return copy;
  }

  async *readAllStored({ after = null, from, to }: StoredRange = {}): AsyncGenerator<StoredLogEvent[]> {
    const first = from ?? (after === null ? 0n : after + 1n);
    const wanted = this.events.filter(
      ({ position }) => position >= first && (to === undefined || position <= to),
    );
    for (let index = 0; index < wanted.length; index += 100) yield wanted.slice(index, index + 100);
  }

  async *readStreamStored(stream: string, from: bigint, limit: number): AsyncGenerator<StoredLogEvent> {
    this.readAgain += 1;
    yield* this.events.filter((event) => event.stream === stream && event.revision >= from).slice(0, limit);
  }

  /** In its own place behind all others, as an append has it. */
  append(
    stream: string,
    workspace: string,
    facts: readonly { readonly type: string; readonly data: object }[],
  ): readonly Recorded[] {
    if (facts.length === 0) return [];
    const commandId = this.id(`command ${this.commands++}`);
    const requestDigest = createHash('sha256').update(commandId).digest('hex');
    const caused = { correlationId: commandId, causationId: commandId, commandId, requestDigest };
    const drafts = facts.map(({ type, data }, index) => ({
      id: eventId(stream, commandId, index),
      type,
      data: data as JsonRecord,
    }));
    const context = { ...caused, workspace, api: 'native', traceparent: null };
    const sealed = seal(stream, this.tips.get(stream) ?? null, drafts, context);
    const recorded = sealed.map(({ id, type, revision, data, metadata }, index): Recorded => ({
      id,
      stream,
      revision,
      type,
      position: BigInt(100 * (this.events.length + index + 1)) as Position,
      created: Number((data as { readonly at: number }).at) + APPEND_MS,
      ...(JSON.parse(JSON.stringify({ data, metadata })) as Pick<Recorded, 'data' | 'metadata'>),
      isForeign: false,
    }));
    this.events.push(...recorded);
    const last = sealed.at(-1);
    if (last !== undefined) this.tips.set(stream, { revision: last.revision, hash: last.metadata.hash });
    return recorded;
  }

  private ruled(command: RequestReview, review: string, workspace: string): RequestReview {
    const { subject, action, labels } = command;
    const standing = this.rules.get(workspace) ?? NO_RULES;
    return { ...command, review, rule: matchRule(standing, { subjectKind: subject.kind, action, labels }) };
  }
}

/** The n-th event of a type. */
export function eventOf(history: History, type: string, nth = 0, stream?: string): Recorded {
  const found = history.events.filter(
    (event) => event.type === type && (stream ?? event.stream) === event.stream,
  );
  const event = found[nth];
  if (event === undefined) throw new Error(`there are only ${found.length} of ${type}`);
  return event;
}

/** What somebody does who writes the history anew and knows how: numbers, ids, digests, chains and times fit again. */
export function rewritten(history: History): void {
  const ends = new Map<string, { next: bigint; hash: string | null; command: unknown; index: number }>();
  for (const event of history.events) {
    const end = ends.get(event.stream) ?? { next: 0n, hash: null, command: null, index: 0 };
    const { commandId } = event.metadata as { commandId: string };
    const index = end.command === commandId ? end.index + 1 : 0;
    event.created = Number(event.data['at']) + APPEND_MS;
    event.revision = end.next;
    event.id = eventId(event.stream, commandId, index);
    rehashed(event, end.hash);
    const hash = event.metadata['hash'] as string;
    ends.set(event.stream, { next: end.next + 1n, hash, command: commandId, index });
  }
}

/** The digests and the hash of one event fit again. */
export function rehashed(event: Recorded, previous: string | null): void {
  const { stream, revision, type, data, metadata } = event;
  const personal = data['personal'] as
    Record<string, { salt: string; value: never } | null> | null | undefined;
  const digests = { ...(metadata['personal'] as Record<string, string> | undefined) };
  for (const [key, part] of Object.entries(personal ?? {})) {
    if (part !== null) digests[key] = partDigest(part.salt, part.value);
  }
  if (metadata['personal'] !== undefined) metadata['personal'] = digests;
  const parts = metadata['personal'] === undefined ? undefined : digests;
  metadata['previous'] = previous;
  metadata['hash'] = chainHash({ previous, stream, revision, type }, data as JsonRecord, parts);
}
