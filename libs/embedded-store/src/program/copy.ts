import { OTHER_CONTENT } from '../exit-codes';
import { isMetastream } from '../log/stream-metadata';
import { openLogOf, readFromTo, syncLogOf } from './from-to';
import { isCopied, MetadataSteps } from './metadata-steps';
import { keepsBytes, OtherServer, type Piece } from './other-server';
import { RecordedLog, type Recorded } from './recorded-log';
import { Stopped } from './stopped';
import { counted, duration } from './words';

const USAGE = `Appends the events of a log to another server, in their order; a store may serve the log meanwhile.

  npm run store -- copy --data <folder> --to <connection string>

  --data <folder>            where the log is
  --to <connection string>   esdb://... of an EventStoreDB, a KurrentDB or another store like this one

Streams, revisions, ids, types, data, metadata and content types stay as they are, and so do metadata, deletions and
tombstones of streams. Positions and times of recording do not: whoever keeps a position of the log begins anew.
Left out is what servers keep of themselves: streams whose names begin with $, persistent subscriptions among them.

It copies what is there when it begins. After an interruption start it again: what was copied is found there, and
nothing is doubled. A stream that holds something else on the other server stops it.

Exit codes: 0 done, 64 a setting is wrong, 65 the other server holds something else or does not take an event,
66 there is no log, 69 the other server does not answer, 70 the log cannot be synced, 75 another process syncs it and
does not come to an end.`;

/** Pieces on their way at once. The other server decides them in the order in which they are sent. */
const AT_ONCE = 64;
/** Below what a server takes in one append by default. */
const PIECE_BYTES = 512 * 1024;
const PIECE_EVENTS = 100;
const TELL_EVERY_MS = 2_000;

/** Appends what a folder's log holds to another server; says what it did. */
export async function copy(args: readonly string[]): Promise<string> {
  const asked = readFromTo(args, USAGE);
  if (!asked) return USAGE;
  const beside = openLogOf(asked.data);
  const server = new OtherServer(asked.to);
  try {
    const log = new RecordedLog(beside.log);
    syncLogOf(beside);
    return await new CopyJob(log, server).run();
  } finally {
    beside.close();
    await server.close();
  }
}

class CopyJob {
  private readonly startedAt = performance.now();
  private toldAt = this.startedAt;
  private pieces: Piece[] = [];
  private seen = 0;
  private copied = 0;
  private leftOut = 0;
  private readonly steps: MetadataSteps;

  constructor(
    private readonly log: RecordedLog,
    private readonly server: OtherServer,
  ) {
    this.steps = new MetadataSteps((stream, position) => log.lastBefore(stream, position));
  }

  async run(): Promise<string> {
    for (const event of this.log.events()) {
      this.seen++;
      if (!isCopied(event.stream)) this.leftOut++;
      else await this.take(event);
      this.tell();
    }
    await this.send();
    const took = duration(performance.now() - this.startedAt);
    return (
      `${counted(this.copied, 'event')} are on the other server, ${counted(this.leftOut, 'event')} of servers themselves left out, in ${took}.\n` +
      'Positions are different there: whoever keeps a position of the log (a checkpoint, a view) begins anew.'
    );
  }

  private async take(event: Recorded): Promise<void> {
    if (event.isTombstone) {
      await this.send();
      await this.server.tombstone(event.stream);
      this.copied++;
      return;
    }
    const revision = this.steps.place(event);
    this.copied++;
    // The other server records it by itself.
    if (revision === undefined) return;
    // What is known of a stream changes with its metadata: nothing of it may overtake that.
    if (isMetastream(event.stream)) await this.send();
    if (!this.joins(event, revision)) {
      if (this.pieces.length === AT_ONCE) await this.send();
      this.pieces.push({ stream: event.stream, revision, events: [event] });
    }
    if (isMetastream(event.stream)) await this.send();
  }

  /** Whether the event goes with the last piece, and so with the one append. */
  private joins(event: Recorded, revision: number): boolean {
    const last = this.pieces.at(-1);
    if (last?.stream !== event.stream || last.revision + last.events.length !== revision) return false;
    const bytes = last.events.reduce((sum, { data }) => sum + data.length, event.data.length);
    if (last.events.length === PIECE_EVENTS || bytes > PIECE_BYTES) return false;
    this.pieces[this.pieces.length - 1] = { ...last, events: [...last.events, event] };
    return true;
  }

  private async send(): Promise<void> {
    const pieces = this.pieces;
    this.pieces = [];
    // Appends that go apart from the others keep no order among them.
    if (!pieces.every(keepsBytes)) return this.sendSingly(pieces);
    const answers = await Promise.all(pieces.map((piece) => this.server.append(piece)));
    if (answers.every((answer) => answer === 'taken')) return;
    // One that a disk kept waiting makes conflicts of those that follow it in its stream: in their order there are none.
    for (const piece of pieces)
      if ((await this.server.append(piece)) !== 'taken') await this.sendSingly([piece]);
  }

  /** A piece of which only the first events are there is a conflict: event by event it is none. */
  private async sendSingly(pieces: readonly Piece[]): Promise<void> {
    for (const { stream, revision, events } of pieces) {
      for (const [index, event] of events.entries())
        await this.sendOne({ stream, revision: revision + index, events: [event] });
    }
  }

  private async sendOne(piece: Piece): Promise<void> {
    const { stream, revision } = piece;
    for (let attempt = 1; ; attempt++) {
      const answer = await this.server.append(piece);
      if (answer === 'taken') return;
      if (answer === 'ended' && this.isEndedHere(stream)) return;
      // A server may write the metadata of a stream that comes back a moment after the append.
      if (answer === 'conflict' && isMetastream(stream) && attempt < 20) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        continue;
      }
      throw new Stopped(
        OTHER_CONTENT,
        `The stream ${stream} on the other server ${answer === 'ended' ? 'was ended for good' : `holds something else at revision ${revision}, or ends before it`}. ` +
          'Everything before it was copied.',
      );
    }
  }

  private isEndedHere(stream: string): boolean {
    return (
      this.log.isTombstoned(isMetastream(stream) ? stream.slice(2) : stream) || this.log.isTombstoned(stream)
    );
  }

  private tell(): void {
    const now = performance.now();
    if (now - this.toldAt < TELL_EVERY_MS) return;
    this.toldAt = now;
    const share = Math.floor((100 * this.seen) / this.log.count);
    const perSecond = Math.round((1000 * this.seen) / (now - this.startedAt));
    process.stderr.write(`${share}% of ${counted(this.log.count, 'event')}, ${perSecond} a second\n`);
  }
}
