import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Position, StreamMessage, StreamSource } from '@countersign/http';
import type { Change, Views } from '@countersign/projections';
import { changeMessage, resetMessage } from './translate';

const BEGINNING = 0n as Position;
const PATIENCE_MS = 1_000;
/** However long the way back is, others get their turn after so many changes. */
const CHANGES_A_TURN = 100;

/**
 * The changes that concern one client, in log order, from a position on or from now on: all that it keeps is a place.
 * What is older than can be had, or is of another log, begins with `reset`.
 */
export class ChangeStream implements StreamSource {
  #place: Position;

  constructor(
    private readonly views: Pick<Views, 'changes' | 'progress'>,
    private readonly concerns: (change: Change) => boolean,
    from: Position | null,
  ) {
    this.#place = from ?? this.#now();
  }

  readonly place = (): string => this.#place.toString();

  async *messages(signal: AbortSignal): AsyncGenerator<StreamMessage, void> {
    if (!(await this.#isOfThisLog())) yield this.#reset();
    for (let wasReset = false; !signal.aborted; wasReset = true) {
      let isOvertaken = false;
      let seen = 0;
      for await (const change of this.views.changes.after(this.#place, signal)) {
        if (change.kind === 'reset') {
          // Said a moment ago, and nothing has come since.
          if (wasReset && seen === 0) continue;
          isOvertaken = true;
          break;
        }
        if (this.concerns(change)) yield changeMessage(change);
        this.#place = change.position;
        seen += 1;
        if (seen % CHANGES_A_TURN === 0) await nextTurn();
      }
      if (!isOvertaken) return;
      yield this.#reset();
    }
  }

  /** Goes on from here, so that nothing lies between what a client reads now and what it is told next. */
  #reset(): StreamMessage {
    this.#place = this.#now();
    return resetMessage(this.place());
  }

  #now(): Position {
    return this.views.progress.position() ?? BEGINNING;
  }

  /** A place behind the log's end was given by another log. Where the end cannot be seen, it is waited for. */
  async #isOfThisLog(): Promise<boolean> {
    const { progress } = this.views;
    if (this.#place <= this.#now()) return true;
    const isAtHead = await progress.waitForHead(PATIENCE_MS).catch(() => false);
    return !isAtHead || this.#place <= this.#now();
  }
}
