import { checkpoint } from '../wire/read-messages';
import type { Outlet } from './outlet';

/**
 * Tells a filtered subscription how far it is: after every `interval` events that were looked at, matching or not, and
 * at the end of its catch-up. Never the same place twice, never backwards.
 */
export class Checkpoints {
  private passedBy = 0;
  private last = 0;

  constructor(
    private readonly interval: number,
    private readonly outlet: Outlet,
  ) {}

  /** Undefined, which costs no turn of the event loop, unless one is due. */
  passed(position: number): Promise<void> | undefined {
    this.last = position;
    this.passedBy++;
    return this.passedBy < this.interval ? undefined : this.send();
  }

  caughtUp(): Promise<void> | undefined {
    return this.passedBy === 0 ? undefined : this.send();
  }

  private send(): Promise<void> {
    this.passedBy = 0;
    return this.outlet.send(checkpoint(this.last));
  }
}
