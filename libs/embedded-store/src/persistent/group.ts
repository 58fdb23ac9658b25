import { Checkpoints, type Done } from './checkpoints';
import type { GroupAction, Message, NackAction } from './message';
import type { GroupSettings } from './settings';
import { strategyOf, type DispatchStrategy } from './strategies';

interface Consumer {
  readonly slots: number;
  readonly inFlight: Set<string>;
  /** Its client does not read: nothing more is sent until it does. */
  isBlocked: boolean;
  sent: number;
}

interface InFlight {
  readonly message: Message;
  readonly consumer: number;
  readonly sentAt: number;
}

/** However large a group's buffer was asked to be: what is not buffered is read again when there is room. */
const LARGEST_BUFFER = 10_000;
const LARGEST_BATCH = LARGEST_BUFFER / 2;

/**
 * The state of one group: what waits, what is with whom, what comes back. It reads no clock and does nothing itself:
 * events go in with `offer`, messages come out of `next`, everything else is told as actions.
 */
export class Group {
  /** Comes before new events: first what came back, in the order of the stream, then what is replayed. */
  private readonly retry: Message[] = [];
  private readonly buffer: Message[] = [];
  /** In the order of sending, so the first one expires first. */
  private readonly inFlight = new Map<string, InFlight>();
  private readonly parking = new Map<string, Message>();
  /** What is not done yet, by sequence in its order, with the place before it. */
  private readonly open = new Map<number, number>();
  private readonly consumers = new Map<number, Consumer>();
  private readonly strategy: DispatchStrategy;
  private readonly checkpoints: Checkpoints;
  private reached: Done;

  constructor(
    private readonly settings: GroupSettings,
    /** Nothing up to this place concerns the group. */
    start: number,
    now: number,
  ) {
    this.strategy = strategyOf(settings.strategy);
    this.checkpoints = new Checkpoints(settings, now);
    this.reached = { place: start, sequence: 0 };
  }

  /** How far the source was read. */
  get cursor(): Done {
    return this.reached;
  }

  get counts() {
    return {
      buffered: this.buffer.length,
      retrying: this.retry.length,
      inFlight: this.inFlight.size,
      outstanding: this.inFlight.size + this.parking.size,
    };
  }

  get hasConsumers(): boolean {
    return this.consumers.size > 0;
  }

  get isFull(): boolean {
    const { maxSubscriberCount: most } = this.settings;
    return most !== 0 && this.consumers.size >= most;
  }

  /** Whether a consumer could take a message now. */
  get isHungry(): boolean {
    for (const consumer of this.consumers.keys()) if (this.hasRoom(consumer)) return true;
    return false;
  }

  /** How many events to offer next; 0 while the buffer cannot take a batch. */
  get wanted(): number {
    const { historyBufferSize, readBatchSize } = this.settings;
    const batch = Math.min(readBatchSize, LARGEST_BATCH);
    const room = Math.min(historyBufferSize, LARGEST_BUFFER) - this.retry.length - this.buffer.length;
    return room > batch ? Math.max(batch, 1) : 0;
  }

  consumer(id: number): { readonly free: number; readonly inFlight: number; readonly sent: number } {
    const { slots, inFlight, sent } = this.consumers.get(id) as Consumer;
    return { free: Math.max(0, slots - inFlight.size), inFlight: inFlight.size, sent };
  }

  join(id: number, slots: number): void {
    this.consumers.set(id, { slots, inFlight: new Set(), isBlocked: false, sent: 0 });
    this.strategy.join(id);
  }

  /** What it had not acknowledged comes back. */
  leave(id: number): GroupAction[] {
    const consumer = this.consumers.get(id);
    if (!consumer) return [];
    this.consumers.delete(id);
    this.strategy.leave(id);
    return [...consumer.inFlight].flatMap((lost) => this.giveBack(lost));
  }

  block(id: number): void {
    const consumer = this.consumers.get(id);
    if (consumer) consumer.isBlocked = true;
  }

  unblock(id: number): void {
    const consumer = this.consumers.get(id);
    if (consumer) consumer.isBlocked = false;
  }

  /** Events of the source in their order, and how far it was considered to find them. */
  offer(messages: readonly Message[], reached: Done): void {
    this.buffer.push(...messages);
    for (const { sequence, before } of messages) this.open.set(sequence, before);
    this.reached = reached;
  }

  /** Parked messages that are tried again: after everything else that is. */
  offerReplayed(messages: readonly Message[]): void {
    this.retry.push(...messages);
  }

  /** The place of the first replayed message that is not done; Infinity when there is none. */
  lowestReplayed(): number {
    const underWay = [...this.inFlight.values()].map(({ message }) => message);
    const places = [...this.retry, ...underWay, ...this.parking.values()]
      .filter(({ isReplayed }) => isReplayed)
      .map(({ place }) => place);
    return places.reduce((lowest, place) => Math.min(lowest, place), Infinity);
  }

  /** The next message and who gets it; undefined when nobody can take one or none waits. */
  next(now: number): { readonly consumer: number; readonly message: Message } | undefined {
    for (const queue of [this.retry, this.buffer]) {
      for (const [at, message] of queue.entries()) {
        if (this.inFlight.has(message.id) || this.parking.has(message.id)) continue;
        const choice = this.strategy.choose(message.pin, (id) => this.hasRoom(id));
        if (choice === 'full') return undefined;
        if (choice === 'skip') continue;
        queue.splice(at, 1);
        this.send(choice, message, now);
        return { consumer: choice, message };
      }
    }
    return undefined;
  }

  ack(ids: readonly string[], now: number): GroupAction[] {
    const actions = ids.flatMap((id): GroupAction[] => {
      const taken = this.finish(id);
      if (!taken || !this.settings.extraStatistics) return [];
      return [{ kind: 'handled', consumer: taken.consumer, tookMs: now - taken.sentAt }];
    });
    return [...actions, ...this.checkpoint(now)];
  }

  nack(ids: readonly string[], action: NackAction, reason: string, now: number): GroupAction[] {
    const actions = ids.flatMap((id): GroupAction[] => {
      switch (action) {
        case 'retry':
        case 'unknown':
          return this.giveBack(id);
        case 'park': {
          const taken = this.take(id);
          return taken ? this.park(taken.message, `Client explicitly NAK'ed message.\n${reason}`) : [];
        }
        case 'skip':
        case 'stop':
          this.finish(id);
          return [];
      }
    });
    return [...actions, ...this.checkpoint(now)];
  }

  /** A message that was to be parked is in the log now. */
  parked(id: string, now: number): GroupAction[] {
    const message = this.parking.get(id);
    this.parking.delete(id);
    if (message) this.close(message);
    return this.checkpoint(now);
  }

  /** What has become due by now. */
  tick(now: number): GroupAction[] {
    const actions: GroupAction[] = [];
    for (const [id, { sentAt }] of this.inFlight) {
      if (sentAt + this.settings.messageTimeoutMs > now) break;
      actions.push(...this.giveBack(id));
    }
    return [...actions, ...this.checkpoint(now)];
  }

  /** When `tick` will have something to do; undefined when only a call from outside can change anything. */
  nextDue(): number | undefined {
    const [first] = this.inFlight.values();
    const expiry = first ? first.sentAt + this.settings.messageTimeoutMs : Infinity;
    const done = this.checkpoints.dueAt(this.done()) ?? Infinity;
    const due = Math.min(expiry, done);
    return due === Infinity ? undefined : due;
  }

  private hasRoom(id: number): boolean {
    const consumer = this.consumers.get(id);
    return consumer !== undefined && !consumer.isBlocked && consumer.inFlight.size < consumer.slots;
  }

  private send(id: number, message: Message, sentAt: number): void {
    const consumer = this.consumers.get(id) as Consumer;
    consumer.inFlight.add(message.id);
    consumer.sent++;
    this.inFlight.set(message.id, { message, consumer: id, sentAt });
  }

  private take(id: string): InFlight | undefined {
    const taken = this.inFlight.get(id);
    if (!taken) return undefined;
    this.inFlight.delete(id);
    this.consumers.get(taken.consumer)?.inFlight.delete(id);
    return taken;
  }

  private finish(id: string): InFlight | undefined {
    const taken = this.take(id);
    if (taken) this.close(taken.message);
    return taken;
  }

  private close(message: Message): void {
    if (!message.isReplayed) this.open.delete(message.sequence);
  }

  private giveBack(id: string): GroupAction[] {
    const taken = this.take(id);
    if (!taken) return [];
    const { message } = taken;
    const { maxRetryCount } = this.settings;
    if (message.retries >= maxRetryCount)
      return this.park(message, `Reached retry count of ${maxRetryCount}`);
    this.addRetry({ ...message, retries: message.retries + 1 });
    return [];
  }

  private addRetry(message: Message): void {
    const later = message.isReplayed
      ? -1
      : this.retry.findIndex((other) => other.isReplayed || other.sequence > message.sequence);
    this.retry.splice(later < 0 ? this.retry.length : later, 0, message);
  }

  private park(message: Message, reason: string): GroupAction[] {
    this.parking.set(message.id, message);
    return [{ kind: 'park', message, reason }];
  }

  private checkpoint(now: number): GroupAction[] {
    const done = this.done();
    if (!this.checkpoints.isDue(done, now)) return [];
    this.checkpoints.wrote(done, now);
    return [{ kind: 'checkpoint', place: done.place }];
  }

  /** Up to where nothing is left to do: just before the lowest message that somebody still has to handle. */
  private done(): Done {
    for (const [sequence, before] of this.open) return { place: before, sequence: sequence - 1 };
    return this.reached;
  }
}
