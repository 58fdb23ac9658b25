import { ALL } from '../service/access';
import type { EventLog } from '../log/log';
import type { StoredEvent } from '../log/log-reader';
import { TOMBSTONE } from '../log/tombstone';
import { firstVisible } from '../log/visible';
import { eventFilter, type EventFilter, type FilterWords } from '../wire/event-filter';

/** What a group follows: a stream, or the whole log. Its places are revisions, or positions. */
export interface Source {
  /** The stream's name, or `$all`. */
  readonly name: string;
  /** The events after a place that are to be considered, in their order. */
  after(place: number, limit: number): readonly StoredEvent[];
  placeOf(event: StoredEvent): number;
  isWanted(event: StoredEvent): boolean;
  /** What groups write down for themselves: were it considered, one would feed itself for ever. */
  isOwn(event: StoredEvent): boolean;
  /** The event at a place, whatever was truncated since. */
  at(place: number): Buffer | undefined;
  /** The place of the last event that there is, or -1. */
  last(): number;
  /** Before everything. */
  readonly beginning: number;
  print(place: number | bigint): string;
  /** Undefined for what `print` never gives. */
  parse(text: string): number | undefined;
  readonly isEnded: boolean;
}

export function sourceOf(log: EventLog, name: string, filter: FilterWords | undefined): Source {
  return name === ALL ? new WholeLog(log, filter) : new OneStream(log, name);
}

class OneStream implements Source {
  readonly beginning = -1;

  constructor(
    private readonly log: EventLog,
    readonly name: string,
  ) {}

  after(place: number, limit: number): readonly StoredEvent[] {
    const stream = this.log.stream(this.name);
    if (stream.last <= place || this.isEnded) return [];
    const from = Math.max(place, firstVisible(this.log.reader, stream, Date.now()) - 1);
    return this.log.reader.stream(stream.key, from, false, limit);
  }

  placeOf(event: StoredEvent): number {
    return event.revision;
  }

  isWanted(): boolean {
    return true;
  }

  isOwn(): boolean {
    return false;
  }

  at(place: number): Buffer | undefined {
    return this.log.reader.event(this.log.stream(this.name).key, place)?.record;
  }

  last(): number {
    const { key, last } = this.log.stream(this.name);
    return last === TOMBSTONE ? (this.log.reader.stream(key, last, true, 1)[0]?.revision ?? -1) : last;
  }

  print(place: number | bigint): string {
    return String(place);
  }

  parse(text: string): number | undefined {
    return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
  }

  get isEnded(): boolean {
    return this.log.isTombstoned(this.name);
  }
}

class WholeLog implements Source {
  readonly name = ALL;
  readonly beginning = 0;
  readonly isEnded = false;
  private readonly filter: EventFilter | undefined;

  constructor(
    private readonly log: EventLog,
    filter: FilterWords | undefined,
  ) {
    this.filter = filter && eventFilter(filter);
  }

  after(place: number, limit: number): readonly StoredEvent[] {
    return this.log.tail.after(place, limit) ?? this.log.reader.all(place, false, limit);
  }

  placeOf(event: StoredEvent): number {
    return event.position;
  }

  isWanted(event: StoredEvent): boolean {
    return this.filter?.matches(event.record) ?? true;
  }

  isOwn(event: StoredEvent): boolean {
    return this.log.isHidden(event.stream);
  }

  at(place: number): Buffer | undefined {
    const [event] = this.log.reader.all(place - 1, false, 1);
    return event?.position === place ? event.record : undefined;
  }

  last(): number {
    return this.log.reader.all(this.log.end, true, 1)[0]?.position ?? -1;
  }

  print(place: number | bigint): string {
    return `C:${place}/P:${place}`;
  }

  parse(text: string): number | undefined {
    const commit = /^C:(\d{1,15})\/P:\d{1,15}$/.exec(text)?.[1];
    return commit === undefined ? undefined : Number(commit);
  }
}
