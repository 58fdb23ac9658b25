import { CALLER_LIMITS, type CallerLimits, CALLERS_UNLIMITED, Failed } from '@countersign/http';
import type { Principal } from '@countersign/review';
import { Inject, Injectable, Optional } from '@nestjs/common';

const RETRY_AFTER_SECONDS = 30;

/** Who exports in this process now. Each export reads the whole log: a principal has one, and a workspace few. */
@Injectable()
export class RunningExports {
  readonly #running = new Map<string, string[]>();

  constructor(
    @Optional()
    @Inject(CALLER_LIMITS)
    private readonly limits: Pick<CallerLimits, 'exports'> = CALLERS_UNLIMITED,
  ) {}

  /** All of them. */
  get count(): number {
    return [...this.#running.values()].reduce((sum, { length }) => sum + length, 0);
  }

  /** Until the function that is given back is called. Throws {@link Failed} `rate-limited` over a limit. */
  enter({ workspace, id }: Pick<Principal, 'workspace' | 'id'>): () => void {
    const { exports: most } = this.limits;
    const here = this.#running.get(workspace) ?? [];
    if (most > 0 && here.includes(id)) throw tooMany('one export of a principal runs at a time');
    if (most > 0 && here.length >= most)
      throw tooMany(`at most ${most} exports of a workspace run at a time`);
    this.#running.set(workspace, [...here, id]);
    return () => {
      const left = [...(this.#running.get(workspace) ?? [])];
      left.splice(left.indexOf(id), 1);
      if (left.length > 0) this.#running.set(workspace, left);
      else this.#running.delete(workspace);
    };
  }
}

const tooMany = (problem: string): Failed =>
  new Failed({ kind: 'rate-limited', problem, retryAfterSeconds: RETRY_AFTER_SECONDS });
