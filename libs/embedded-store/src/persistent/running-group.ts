import type { Bell } from '../service/bell';
import { resolveLink, type Resolved } from '../service/event-shape';
import { PageSize } from '../service/page-size';
import { recordedEvent } from '../wire/record';
import type { StoredEvent } from '../log/log-reader';
import { GroupBooks, type Ledger, type Recorded } from './books';
import type { Delivery } from './delivery';
import { Group } from './group';
import { Measurements, Rate } from './measurements';
import type { GroupAction, Message, NackAction } from './message';
import type { ParkedAgain } from './parked-again';
import { pinOf } from './pins';
import { viewEvent } from './event-view';
import { Replay } from './replay';
import type { GroupSettings } from './settings';
import { sourceOf, type Source } from './source';

export interface GroupDefinition {
  /** The stream's name, or `$all`. */
  readonly source: string;
  readonly group: string;
  readonly settings: GroupSettings;
  /** Where the source ended when the group was made, of one that starts at the end. */
  readonly endedAt?: number | undefined;
}

/** One connected consumer, as its group sees it. */
export interface ConsumerPort {
  readonly user: string;
  readonly connectionName: string;
  /** False: its client is behind; nothing more until `drained` is called. */
  deliver(delivery: Delivery): boolean;
  drop(): void;
}

/** What a consumer can do with its group. */
export interface Membership {
  ack(ids: readonly string[]): void;
  nack(ids: readonly string[], action: NackAction, reason: string): void;
  drained(): void;
  leave(): void;
}

export interface Seat {
  readonly port: ConsumerPort;
  readonly measurements: Measurements;
  readonly rate: Rate;
}

export interface GroupStore extends Ledger {
  /** Rings after every commit. */
  readonly committed: Bell;
}

/** Timers never come closer together than this, whatever a group's settings ask for. */
const SHORTEST_WAIT_MS = 50;
const LONGEST_WAIT_MS = 2 ** 31 - 1;
/** Bytes of events that were just read and are likely to leave at once. */
const KEPT_BYTES = 64 * 1024;
const REPLAY_PAGE = 100;
/** Information looks so far ahead for what a group would have buffered. */
const LOOK_AHEAD_PAGES = 50;

/**
 * A group at work: reads its source, hands out what its state says, and keeps its books. Without consumers it has no
 * timer, hears of no commit and reads nothing.
 */
export class RunningGroup {
  readonly books: GroupBooks;
  readonly source: Source;
  readonly seats = new Map<number, Seat>();
  readonly group: Group;
  readonly definition: GroupDefinition;
  /** The last place that was written down, as clients see it. */
  checkpointed: string;
  /** Messages that came after the group was loaded. */
  live = 0;
  private readonly start: number;
  private readonly loadedAt: number;
  private readonly pageSize = new PageSize();
  private readonly fresh = new Map<number, Buffer>();
  private readonly replay = new Replay();
  private readonly sent = new Rate();
  private sentCount = 0;
  private consumerNumber = 0;
  private timer: NodeJS.Timeout | undefined;
  private timerAt = Infinity;
  private isPumping = false;
  private stopWaiting: (() => void) | undefined;
  private isClosed = false;

  constructor(
    private readonly store: GroupStore,
    private readonly parkedAgain: ParkedAgain,
    asked: GroupDefinition,
    /** A new group has no checkpoint; what is still there is of an old one that is just being deleted. */
    isNew: boolean,
  ) {
    const { source, group, settings } = asked;
    this.source = sourceOf(store.log, source, settings.filter);
    this.books = new GroupBooks(store, parkedAgain, source, group);
    this.checkpointed = isNew ? '' : (this.books.checkpoint() ?? '');
    this.loadedAt = this.source.last();
    this.definition =
      settings.from === 'end' && asked.endedAt === undefined
        ? { ...asked, endedAt: Math.max(this.loadedAt, this.source.beginning) }
        : asked;
    this.start = this.source.parse(this.checkpointed) ?? this.firstPlace();
    this.group = new Group(settings, this.start, Date.now());
  }

  join(port: ConsumerPort, slots: number): Membership {
    const id = ++this.consumerNumber;
    this.seats.set(id, { port, measurements: new Measurements(), rate: new Rate() });
    this.group.join(id, slots);
    this.pumpSoon();
    const act = (decide: () => readonly GroupAction[]): void => {
      if (this.isClosed) return;
      this.perform(decide());
      this.pumpSoon();
    };
    return {
      ack: (ids) => act(() => this.group.ack(ids, Date.now())),
      nack: (ids, action, reason) => act(() => this.group.nack(ids, action, reason, Date.now())),
      drained: () =>
        act(() => {
          this.group.unblock(id);
          return [];
        }),
      leave: () =>
        act(() => {
          this.seats.delete(id);
          return this.group.leave(id);
        }),
    };
  }

  /** Tries parked messages again, up to and without the revision `stopAt` of their stream. Told once that is recorded. */
  replayParked(stopAt: bigint | undefined, recorded: Recorded): void {
    const { from, to } = this.parked();
    const end = stopAt !== undefined && stopAt < BigInt(to) ? Number(stopAt) : to;
    if (end <= from) {
      recorded.done();
      return;
    }
    const asked = this.replay.ask(from, end);
    this.books.truncateParked(end, {
      weight: recorded.weight,
      done: () => {
        asked.settle(true);
        if (!this.isClosed) this.parkedAgain.forget(this.books.parkedStream);
        this.pumpSoon();
        recorded.done();
      },
      failed: (why) => {
        asked.settle(false);
        recorded.failed(why);
      },
    });
  }

  /** Revisions of what is parked and not being replayed. */
  parked(): { readonly from: number; readonly to: number } {
    const { from, to } = this.books.parked();
    return { from: Math.max(from, this.replay.end), to };
  }

  rate(): ReturnType<Rate['read']> {
    return this.sent.read(this.sentCount);
  }

  get replaying(): number {
    return this.replay.left;
  }

  /** The last place that the group knows of, or -1. */
  get known(): number {
    const last = this.source.last();
    return last > this.start ? last : -1;
  }

  /** Buffers what the group would have read by now, had it read ahead; true when that is everything there is. */
  lookAhead(): boolean {
    for (let page = 0; page < LOOK_AHEAD_PAGES && this.group.wanted > 0; page++) {
      if (!this.pull()) return true;
    }
    return this.source.after(this.group.cursor.place, 1).length === 0;
  }

  /** Ends the group in memory, and its consumers with the error that says so; what it wrote stays. */
  end(): void {
    if (this.isClosed) return;
    this.close();
    for (const { port } of this.seats.values()) port.drop();
  }

  /** The same in silence. What is still to be replayed counts as parked again. */
  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    const first = Math.min(this.replay.first, this.group.lowestReplayed());
    if (first < Infinity) this.parkedAgain.add(this.books.parkedStream, first);
    this.books.close();
    this.stopWaiting?.();
    clearTimeout(this.timer);
  }

  private dropConsumers(): void {
    for (const [id, { port }] of this.seats) {
      this.seats.delete(id);
      this.perform(this.group.leave(id));
      port.drop();
    }
  }

  private firstPlace(): number {
    const { settings, endedAt } = this.definition;
    const { from } = settings;
    if (from === 'start') return this.source.beginning;
    if (from === 'end') return endedAt as number;
    return from > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(from) - 1;
  }

  /** One page and one batch of messages a turn of the event loop, so that no group holds up the others. */
  private pumpSoon(): void {
    if (this.isPumping || this.isClosed) return;
    this.isPumping = true;
    setImmediate(() => {
      this.isPumping = false;
      if (!this.isClosed) this.pump();
    });
  }

  private pump(): void {
    const now = Date.now();
    for (let next = this.group.next(now); next; next = this.group.next(now))
      this.deliver(next.consumer, next.message);
    if (this.source.isEnded) this.dropConsumers();
    if (this.group.isHungry) {
      if (this.pullReplayed() || this.pull()) this.pumpSoon();
      else this.waitForCommit();
      // What was left out may have made a checkpoint due.
      this.perform(this.group.tick(now));
    }
    this.schedule();
  }

  private waitForCommit(): void {
    this.stopWaiting ??= this.store.committed.onNext(() => {
      this.stopWaiting = undefined;
      this.pumpSoon();
    });
  }

  private schedule(): void {
    const due = this.group.nextDue();
    if (due === undefined || due >= this.timerAt) return;
    clearTimeout(this.timer);
    this.timerAt = due;
    const wait = Math.min(Math.max(due - Date.now(), SHORTEST_WAIT_MS), LONGEST_WAIT_MS);
    this.timer = setTimeout(() => {
      this.timerAt = Infinity;
      this.perform(this.group.tick(Date.now()));
      this.pump();
    }, wait).unref();
  }

  /** False: there is nothing more, or no room for it. */
  private pull(): boolean {
    const limit = Math.min(this.group.wanted, this.pageSize.next);
    if (limit === 0) return false;
    const events = this.source.after(this.group.cursor.place, limit);
    if (events.length === 0) return false;
    this.pageSize.saw(events);
    this.keepFresh(events);
    let { place, sequence } = this.group.cursor;
    const messages: Message[] = [];
    for (const event of events) {
      const before = place;
      place = this.source.placeOf(event);
      if (this.source.isOwn(event)) continue;
      sequence++;
      if (!this.source.isWanted(event)) continue;
      if (place > this.loadedAt) this.live++;
      messages.push(this.toMessage(event.record, { place, before, sequence, isReplayed: false }));
    }
    this.group.offer(messages, { place, sequence });
    return true;
  }

  private pullReplayed(): boolean {
    if (this.replay.left <= 0 || this.group.wanted === 0) return false;
    const events = this.replay.take(REPLAY_PAGE, (from, limit) => this.books.parkedFrom(from, limit));
    const at = { before: 0, sequence: 0, isReplayed: true };
    this.group.offerReplayed(
      events.map((event) => this.toMessage(event.record, { ...at, place: event.revision })),
    );
    return true;
  }

  private toMessage(
    record: Buffer,
    at: Pick<Message, 'place' | 'before' | 'sequence' | 'isReplayed'>,
  ): Message {
    const pin = pinOf(this.definition.settings.strategy, () => this.resolved(record, at.isReplayed));
    return { id: viewEvent(recordedEvent(record)).id, ...at, pin, retries: 0 };
  }

  private keepFresh(events: readonly StoredEvent[]): void {
    this.fresh.clear();
    let bytes = 0;
    for (const event of events) {
      bytes += event.record.length;
      if (bytes > KEPT_BYTES) return;
      this.fresh.set(this.source.placeOf(event), event.record);
    }
  }

  private recordOf({ place, isReplayed }: Message): Buffer {
    const record = isReplayed
      ? this.books.parkedFrom(place, 1)[0]?.record
      : (this.fresh.get(place) ?? this.source.at(place));
    if (!record) throw new Error(`The event at ${place} of ${this.source.name} is not in the log.`);
    return record;
  }

  private resolved(record: Buffer, isReplayed: boolean): Resolved {
    if (isReplayed || this.definition.settings.resolveLinks) return resolveLink(this.store.log, record);
    return { link: undefined, event: recordedEvent(record) };
  }

  private deliver(consumer: number, message: Message): void {
    this.sentCount++;
    const record = this.recordOf(message);
    this.fresh.delete(message.isReplayed ? -1 : message.place);
    const { position } = viewEvent(recordedEvent(record));
    const resolved = this.resolved(record, message.isReplayed);
    const port = this.seats.get(consumer)?.port;
    if (port && !port.deliver({ ...resolved, position, retries: message.retries }))
      this.group.block(consumer);
  }

  private perform(actions: readonly GroupAction[]): void {
    for (const action of actions) {
      switch (action.kind) {
        case 'park':
          this.park(action.message, action.reason);
          break;
        case 'checkpoint':
          this.saveCheckpoint(this.source.print(action.place));
          break;
        case 'handled':
          this.seats.get(action.consumer)?.measurements.add(action.tookMs);
          break;
      }
    }
  }

  private saveCheckpoint(place: string): void {
    this.books.saveCheckpoint(place, () => {
      this.checkpointed = place;
    });
  }

  private park(message: Message, reason: string): void {
    const { link, event } = this.resolved(this.recordOf(message), message.isReplayed);
    const target = event && viewEvent(event);
    const text = target
      ? `${target.revision}@${target.stream}`
      : viewEvent(link as Buffer).data.toString('utf8');
    this.books.park(text, reason, Date.now(), () => {
      this.perform(this.group.parked(message.id, Date.now()));
      this.pumpSoon();
    });
  }
}
