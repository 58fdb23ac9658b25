import { rulesStream, type Log } from '@countersign/event-store';
import { NO_RULES, type RulesState } from '@countersign/rule';
import { LRUCache } from 'lru-cache';
import { applyRecorded } from './apply-recorded';
import { rules } from './rules-aggregate';
import { SharedReads } from './shared-reads';

/** Rough, in rules and not bytes: one is a few KB. */
const CACHED_RULES = 10_000;

/**
 * The rules of each workspace as the log has them: what was acknowledged anywhere before a read is asked for is in its
 * answer. Folded rules are kept, so that a read costs the log no more than what is new.
 */
export class WorkspaceRules {
  private readonly reads = new SharedReads((workspace, deadline) => this.readOn(workspace, deadline));
  private readonly folded = new LRUCache<string, RulesState>({
    maxSize: CACHED_RULES,
    sizeCalculation: (state) => 1 + state.rules.length,
  });

  constructor(private readonly log: Log) {}

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
    for await (const event of this.log.readStream(rulesStream(workspace), from, { deadline })) {
      state = applyRecorded(rules, state, event);
    }
    this.folded.set(workspace, state);
    return state;
  }
}
