import type { StreamTip } from './log';

/** Without anybody following, nothing ever confirms: the oldest are then forgotten, and stay in doubt. */
const MOST_AWAITED = 10_000;

/**
 * Tips that came from own appends and have not been seen in the log yet.
 *
 * The store absorbs an append whose ids it already has, and answers as if it had written it. If another process wrote
 * the same command a moment before, what is recorded is that process's events, with other salts and so another hash:
 * to continue the chain from our own would break it for ever. So such a tip is in doubt until following, or a read,
 * has shown the recorded hash.
 */
export class OwnTips {
  private readonly inDoubt = new WeakSet<StreamTip>();
  /** By the id of the append's last event. */
  private readonly awaited = new Map<string, StreamTip>();

  add(lastId: string, tip: StreamTip): void {
    this.inDoubt.add(tip);
    this.awaited.set(lastId, tip);
    if (this.awaited.size <= MOST_AWAITED) return;
    const oldest = this.awaited.keys().next();
    if (oldest.done !== true) this.awaited.delete(oldest.value);
  }

  /** Whether an append with this last event was answered already and has not come by yet. */
  isAwaited(lastId: string): boolean {
    return this.awaited.has(lastId);
  }

  isInDoubt(tip: StreamTip): boolean {
    return this.inDoubt.has(tip);
  }

  confirm(tip: StreamTip): void {
    this.inDoubt.delete(tip);
  }

  /** An event came by: the tip made of it is no longer in doubt if the hashes agree. */
  seen(id: string, hash: string): void {
    const tip = this.awaited.get(id);
    if (tip === undefined) return;
    this.awaited.delete(id);
    if (tip.hash === hash) this.inDoubt.delete(tip);
  }
}
