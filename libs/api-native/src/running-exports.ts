import { Failed } from '@countersign/http';
import type { Principal } from '@countersign/review';
import { Injectable } from '@nestjs/common';

/** Each reads the whole log. */
const OF_WORKSPACE = 2;
const RETRY_AFTER_SECONDS = 30;

/** Who exports in this process now: a principal once, and of a workspace two. */
@Injectable()
export class RunningExports {
  readonly #running = new Map<string, string[]>();

  /** Until the function that is given back is called. Throws {@link Failed} `rate-limited` over a limit. */
  enter({ workspace, id }: Pick<Principal, 'workspace' | 'id'>): () => void {
    const here = this.#running.get(workspace) ?? [];
    if (here.includes(id)) throw tooMany('one export of a principal runs at a time');
    if (here.length >= OF_WORKSPACE) throw tooMany(`${OF_WORKSPACE} exports of a workspace run at a time`);
    this.#running.set(workspace, [...here, id]);
    return () => {
      const left = (this.#running.get(workspace) ?? []).filter((other) => other !== id);
      if (left.length > 0) this.#running.set(workspace, left);
      else this.#running.delete(workspace);
    };
  }
}

const tooMany = (problem: string): Failed =>
  new Failed({ kind: 'rate-limited', problem, retryAfterSeconds: RETRY_AFTER_SECONDS });
