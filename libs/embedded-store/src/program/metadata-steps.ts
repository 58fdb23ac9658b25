import { isMetastream, readMetadata, streamOf, withTruncateBefore } from '../log/stream-metadata';
import type { Recorded } from './recorded-log';

type SoftDeleted =
  /** Reads show nothing until the stream is written again. */
  | { readonly is: 'deleted'; readonly json: Buffer }
  /** It was written again: the server has recorded, by itself, what shows it from there on. */
  | { readonly is: 'shown again'; readonly by: Buffer };

/**
 * Which events another server records by itself while it takes the others. Whoever writes to a soft deleted stream has
 * its metadata written with it; copied, that would be there twice. Follows the log from its beginning.
 */
export class MetadataSteps {
  private readonly softDeleted = new Map<string, SoftDeleted>();
  /** How far the revisions of a metastream on the other server are from those here. */
  private readonly shifts = new Map<string, number>();

  constructor(private readonly lastBefore: (stream: string, position: number) => number) {}

  /** The event's revision on the other server; undefined when it is not to be copied. Called once for each event, in order. */
  place(event: Recorded): number | undefined {
    return isMetastream(event.stream) ? this.ofMetastream(event) : this.ofStream(event);
  }

  private ofStream({ stream, revision }: Recorded): number {
    const state = this.softDeleted.get(stream);
    if (state?.is === 'deleted') this.showAgain(stream, state.json, revision);
    return revision;
  }

  private ofMetastream({ stream: metastream, revision, position, data }: Recorded): number | undefined {
    const stream = streamOf(metastream);
    const json = Buffer.from(data);
    const state = this.softDeleted.get(stream);
    this.softDeleted.delete(stream);
    if (state?.is === 'shown again') {
      if (state.by.equals(json)) return undefined;
      // The log is older than this rule, and the other server has one event more.
      this.shift(metastream, 1);
    }
    const { isSoftDeleted } = readMetadata(json);
    if (state?.is === 'deleted') {
      if (!isSoftDeleted) this.showAgain(stream, json, this.lastBefore(stream, position) + 1);
      else {
        // Deleted twice is deleted; written, it would bring the stream back.
        this.softDeleted.set(stream, state);
        this.shift(metastream, -1);
        return undefined;
      }
    } else if (isSoftDeleted) this.softDeleted.set(stream, { is: 'deleted', json });
    return revision + (this.shifts.get(metastream) ?? 0);
  }

  private showAgain(stream: string, json: Buffer, revision: number): void {
    const by = withTruncateBefore(json, revision);
    if (by) this.softDeleted.set(stream, { is: 'shown again', by });
    else this.softDeleted.delete(stream);
  }

  private shift(metastream: string, by: number): void {
    this.shifts.set(metastream, (this.shifts.get(metastream) ?? 0) + by);
  }
}

/** Streams of users, and their metadata. */
export function isCopied(stream: string): boolean {
  return isMetastream(stream) ? !streamOf(stream).startsWith('$') : !stream.startsWith('$');
}
