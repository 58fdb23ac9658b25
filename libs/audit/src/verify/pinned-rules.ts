import { type Position, rulesStream } from '@countersign/event-store';
import type { ReviewRequested } from '@countersign/review';
import type { RuleEvent } from '@countersign/rule';
import { LRUCache } from 'lru-cache';
import { opened } from './opened-event';
import { whereThere } from './stored-streams';
import type { VerifiedLog } from './verified-log';

const MOST_RULES = 2_000;

/** The facts that requests pin, each of which many name. */
export class PinnedRules {
  private readonly known = new LRUCache<string, { readonly event: RuleEvent; readonly position: Position }>({
    max: MOST_RULES,
  });

  constructor(private readonly log: VerifiedLog) {}

  /** The fact that a request pins, null where there is none before it; undefined where that cannot be known. */
  async of(
    workspace: string,
    { policy }: ReviewRequested,
    position: Position,
  ): Promise<RuleEvent | null | undefined> {
    const { ruleRevision: revision } = policy;
    if (revision === null || revision < 0) return null;
    const key = `${workspace} ${revision}`;
    const known = this.known.get(key);
    if (known !== undefined) return known.position < position ? known.event : null;
    const facts = whereThere(this.log.readStreamStored(rulesStream(workspace), BigInt(revision), 1));
    for await (const stored of facts) {
      if (stored === 'deleted') return undefined;
      if (stored.revision !== BigInt(revision) || stored.position > position) continue;
      const fact = opened(stored)?.fact;
      if (fact?.kind !== 'rules') return undefined;
      this.known.set(key, { event: fact.event, position: stored.position });
      return fact.event;
    }
    return this.log.mayBeginLate === true ? undefined : null;
  }
}
