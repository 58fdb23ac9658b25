import type { GroupSettings } from './settings';

/** Everything up to `place` is done; `sequence` counts the considered events up to there. */
export interface Done {
  readonly place: number;
  readonly sequence: number;
}

/** When to write down how far a group is: after enough events, and enough time or many events. */
export class Checkpoints {
  private written = 0;

  constructor(
    private readonly settings: Pick<
      GroupSettings,
      'minCheckpointCount' | 'maxCheckpointCount' | 'checkpointAfterMs'
    >,
    private writtenAt: number,
  ) {}

  isDue({ sequence }: Done, now: number): boolean {
    const count = sequence - this.written;
    if (count <= 0) return false;
    if (count >= this.settings.maxCheckpointCount) return true;
    return (
      count >= this.settings.minCheckpointCount && now >= this.writtenAt + this.settings.checkpointAfterMs
    );
  }

  /** When time alone will make it due; undefined when it will not. */
  dueAt({ sequence }: Done): number | undefined {
    const count = sequence - this.written;
    if (count <= 0 || count < this.settings.minCheckpointCount) return undefined;
    return this.writtenAt + this.settings.checkpointAfterMs;
  }

  wrote(done: Done, now: number): void {
    this.written = done.sequence;
    this.writtenAt = now;
  }
}
