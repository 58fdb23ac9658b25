import {
  parseStream,
  type Position,
  reviewStream,
  rulesStream,
  type StoredLogEvent,
} from '@countersign/event-store';
import type { Breach, ReviewRequested, ReviewState } from '@countersign/review';
import { auditPinnedRule, auditRuleChoice, type RuleEvent } from '@countersign/rule';
import { LRUCache } from 'lru-cache';
import type { Finding, FindingCode } from './finding';
import { auditLink, auditRevision } from './links';
import { opened, type OpenedEvent } from './opened-event';
import { auditId, auditNames } from './places';
import { emptyFold, judge, reviewIn, rulesIn, type StreamFold, weigh } from './stream-fold';
import type { VerifiedLog } from './verified-log';

type Found = { readonly code: FindingCode; readonly sentence: string };

const PAGE = 500;
/** Of pinned rules, each of which many requests name. */
const MOST_RULES = 2_000;

/**
 * What every stream has come to, as far as there is room; of a stream that was let go its earlier events are read again.
 * So the memory is bounded, and what is found is the same.
 */
export class Folds {
  private readonly kept: LRUCache<string, StreamFold>;
  private readonly pinned = new LRUCache<string, { readonly event: RuleEvent | null }>({ max: MOST_RULES });

  constructor(
    private readonly log: VerifiedLog,
    cacheBytes: number,
    private readonly tell: (finding: Finding) => void,
  ) {
    // What weighs more than all of it would silently not be kept, and be read anew for every event.
    const sizeCalculation = ({ bytes }: StreamFold): number => Math.min(bytes, cacheBytes);
    this.kept = new LRUCache({ maxSize: cacheBytes, sizeCalculation });
  }

  /** Looks at the events of one append, the next of its stream in the log. */
  async close(append: readonly OpenedEvent[]): Promise<void> {
    const [first] = append;
    if (first === undefined) return;
    const { stream, position } = first.stored;
    const fold = await this.before(first);
    const found = advance(fold, append, this.log.mayBeginLate === true, await this.cited(first));
    for (const [index, event] of append.entries()) {
      const { fact, stored } = event;
      const { id: eventId, revision, type } = stored;
      const ofRules =
        fact?.event.type === 'ReviewRequested'
          ? await this.auditRule(event.name.workspace, fact.event, position)
          : [];
      for (const { code, sentence } of [...(found[index] ?? []), ...ofRules]) {
        this.tell({ code, stream, revision, position: stored.position, eventId, type, sentence });
      }
    }
    this.keep(stream, fold);
  }

  private keep(stream: string, fold: StreamFold): void {
    // Set anew, so that it is weighed anew.
    this.kept.delete(stream);
    this.kept.set(stream, fold);
  }

  private before({ stored: { stream, revision, position } }: OpenedEvent): Promise<StreamFold> {
    if (revision === 0n && !this.kept.has(stream)) return Promise.resolve(this.empty(stream));
    return this.asOf(stream, position);
  }

  private empty(stream: string): StreamFold {
    return emptyFold(parseStream(stream)?.kind ?? 'review');
  }

  /** A stream as of just before a position, to which the pass has come. */
  private async asOf(stream: string, position: Position): Promise<StreamFold> {
    const known = this.kept.get(stream);
    if (known !== undefined) return known;
    const fold = this.empty(stream);
    let append: OpenedEvent[] = [];
    const { mayBeginLate = false } = this.log;
    // What was wrong with these was told when the pass came by.
    for await (const stored of this.earlier(stream, position)) {
      const event = opened(stored);
      if (event === null) continue;
      if (append[0] !== undefined && append[0].envelope?.commandId !== event.envelope?.commandId) {
        advance(fold, append, mayBeginLate, undefined);
        append = [];
      }
      append.push(event);
    }
    if (append.length > 0) advance(fold, append, mayBeginLate, undefined);
    this.keep(stream, fold);
    return fold;
  }

  private async *earlier(stream: string, position: Position): AsyncGenerator<StoredLogEvent> {
    for (let from = 0n; ;) {
      let read = 0;
      for await (const stored of this.log.readStreamStored(stream, from, PAGE)) {
        read += 1;
        from = stored.revision + 1n;
        if (stored.position < position) yield stored;
        else read = -PAGE;
      }
      if (read < PAGE) return;
    }
  }

  /** The review out of which memories came. */
  private async cited({ fact, name, stored }: OpenedEvent): Promise<ReviewState | undefined> {
    if (fact?.event.type !== 'MemoriesCrystallised') return undefined;
    try {
      const review = await this.asOf(reviewStream(name.workspace, fact.event.review), stored.position);
      const isOutside = this.log.mayBeginLate === true && review.next === 0n;
      return isOutside ? undefined : reviewIn(review);
    } catch (error) {
      if (error instanceof RangeError) return null;
      throw error;
    }
  }

  private async auditRule(
    workspace: string,
    request: ReviewRequested,
    position: Position,
  ): Promise<readonly Breach[]> {
    const pinned = await this.ruleOf(workspace, request, position);
    if (pinned === undefined) return [];
    const found = auditPinnedRule(request, pinned);
    if (found.length > 0) return found;
    const standing = rulesIn(await this.asOf(rulesStream(workspace), position));
    return standing === undefined || this.log.mayBeginLate === true ? [] : auditRuleChoice(request, standing);
  }

  /** The fact that a request pins; undefined where it cannot be known. */
  private async ruleOf(
    workspace: string,
    { policy }: ReviewRequested,
    position: Position,
  ): Promise<RuleEvent | null | undefined> {
    const { ruleRevision: revision } = policy;
    if (revision === null || revision < 0) return null;
    const key = `${workspace} ${revision}`;
    const known = this.pinned.get(key);
    if (known !== undefined) return known.event;
    let rule: RuleEvent | null | undefined = this.log.mayBeginLate === true ? undefined : null;
    for await (const stored of this.log.readStreamStored(rulesStream(workspace), BigInt(revision), 1)) {
      if (stored.revision !== BigInt(revision) || stored.position > position) continue;
      const fact = opened(stored)?.fact;
      rule = fact?.kind === 'rules' ? fact.event : undefined;
    }
    if (rule !== undefined && rule !== null) this.pinned.set(key, { event: rule });
    return rule;
  }
}

/** Takes the events of one append into the fold of their stream; of each what is wrong with it. */
function advance(
  fold: StreamFold,
  append: readonly OpenedEvent[],
  mayBeginLate: boolean,
  cited: ReviewState | undefined,
): readonly (readonly Found[])[] {
  const found: Found[][] = append.map(() => []);
  const commandId = append[0]?.envelope?.commandId;
  if (commandId !== undefined && fold.commands.has(commandId)) {
    found[0]?.push({
      code: 'repeated-command',
      sentence: `Its command ${commandId} had been recorded before.`,
    });
  }
  let isLoose = false;
  const next: OpenedEvent[] = [];
  const nextFound: Found[][] = [];
  append.forEach((event, index) => {
    const own = found[index] as Found[];
    try {
      const place = auditRevision(fold, event, mayBeginLate);
      isLoose ||= place.found.length > 0 || fold.hash === undefined;
      own.push(...place.found, ...auditId(event, index, isLoose), ...auditNames(event));
      if (!place.isNext) return;
      const link = auditLink(fold, event);
      own.push(...link, ...auditReading(event, link));
      next.push(event);
      nextFound.push(own);
    } catch (error) {
      own.push(unreadable(error));
      fold.state = 'lost';
    }
  });
  try {
    judge(fold, next, cited).forEach((breaches, index) => nextFound[index]?.push(...breaches));
  } catch (error) {
    nextFound[0]?.push(unreadable(error));
    fold.state = 'lost';
  }
  if (commandId !== undefined) fold.commands.add(commandId);
  weigh(fold, next);
  return found;
}

/** What the chain has not told of already. */
function auditReading({ problem }: OpenedEvent, link: readonly Found[]): readonly Found[] {
  if (problem === null || link.some(({ code }) => code === 'unreadable')) return [];
  const code = /^unknown event type|unknown schema version/.test(problem) ? 'unknown-event' : 'unreadable';
  return [{ code, sentence: `It cannot be read: ${problem}.` }];
}

/** A value nested so deep that nothing can go through it. */
function unreadable(error: unknown): Found {
  if (!(error instanceof RangeError)) throw error;
  return { code: 'unreadable', sentence: `It cannot be read: ${error.message}.` };
}
