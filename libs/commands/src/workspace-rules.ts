import { rulesStream, type Log } from '@countersign/event-store';
import { NO_RULES, type RulesState } from '@countersign/rule';
import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { foldPages } from './fold-pages';
import { LOG } from './log-token';
import { roughSize } from './rough-size';
import { rules } from './rules-aggregate';
import { SharedReads } from './shared-reads';

const CACHE_BYTES = 16 * 1024 * 1024;

/**
 * The rules of each workspace as the log has them: what was acknowledged anywhere before a read is asked for is in its
 * answer. Folded rules are kept, so that a read costs the log no more than what is new.
 */
@Injectable()
export class WorkspaceRules {
  private readonly reads = new SharedReads((workspace, deadline) => this.readOn(workspace, deadline));
  private readonly folded = new LRUCache<string, RulesState>({
    maxSize: CACHE_BYTES,
    // What weighs more than the whole cache would silently not be kept.
    sizeCalculation: (state) => Math.min(CACHE_BYTES, 1 + roughSize(state)),
  });

  constructor(@Inject(LOG) private readonly log: Log) {}

  /**
   * By `deadline`, on the clock of `performance.now()`. Throws StoreUnavailable, and CorruptStream for a rule that this
   * version cannot read: it could be the one that has to be obeyed.
   */
  read(workspace: string, deadline: number): Promise<RulesState> {
    return this.reads.read(workspace, deadline);
  }

  private async readOn(workspace: string, deadline: number): Promise<RulesState> {
    let state = this.folded.get(workspace) ?? NO_RULES;
    const from = BigInt(state.revision) + 1n;
    const known = state;
    try {
      const read = this.log.readStream(rulesStream(workspace), from, { deadline });
      for await (const page of foldPages(rules, state, read)) ({ state } = page);
      return state;
    } finally {
      // However far it came: a read that was cut off is gone on with by the next one.
      if (state !== known) this.folded.set(workspace, state);
    }
  }
}
