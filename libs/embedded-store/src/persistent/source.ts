import type { EventLog } from '../log/log';
import type { StoredEvent } from '../log/log-reader';
import { matcherOf, type EventFilter } from './filter';
import { firstVisible, isTombstoned } from './log-view';
import { viewRecord } from './record-view';

/** How a place of the whole log is said, in information and in checkpoints. */
export const ALL = '$all';

/** What a group follows: a stream, or the whole log. Its places are revisions, or positions. */
export interface Source {
  /** The stream's name, or `$all`. */
  readonly name: string;
  /** The events after a place that are to be considered, in their order. */
  after(place: number, limit: number): readonly StoredEvent[];
  placeOf(event: StoredEvent): number;
  isWanted(event: StoredEvent): boolean;
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

export function sourceOf(log: EventLog, name: string, filter: EventFilter | undefined): Source {
  return name === ALL ? new WholeLog(log, filter) : new OneStream(log, name);
}

class OneStream implements Source {
  readonly beginning = -1;

  constructor(
    private readonly log: EventLog,
    readonly name: string,
  ) {}

  after(place: number, limit: number): readonly StoredEvent[] {
    const { key, last } = this.log.stream(this.name);
    if (last <= place) return [];
    const from = Math.max(place, firstVisible(this.log, this.name) - 1);
    return this.log.reader.stream(key, from, false, limit);
  }

  placeOf(event: StoredEvent): number {
    return event.revision;
  }

  isWanted(): boolean {
    return true;
  }

  at(place: number): Buffer | undefined {
    const [event] = this.log.reader.stream(this.log.stream(this.name).key, place - 1, false, 1);
    return event?.revision === place ? event.record : undefined;
  }

  last(): number {
    return this.log.stream(this.name).last;
  }

  print(place: number | bigint): string {
    return String(place);
  }

  parse(text: string): number | undefined {
    return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
  }

  get isEnded(): boolean {
    return isTombstoned(this.log, this.name);
  }
}

/** The streams in which groups of the whole log keep their books: in that log, they would feed themselves for ever. */
const OWN_BOOKS = /^\$persistentsubscription-\$all::.*-(checkpoint|parked)$/s;

class WholeLog implements Source {
  readonly name = ALL;
  readonly beginning = 0;
  readonly isEnded = false;
  private readonly matches: ((event: { stream: string; type: string }) => boolean) | undefined;

  constructor(
    private readonly log: EventLog,
    filter: EventFilter | undefined,
  ) {
    this.matches = filter && matcherOf(filter);
  }

  after(place: number, limit: number): readonly StoredEvent[] {
    return this.log.tail.after(place, limit) ?? this.log.reader.all(place, false, limit);
  }

  placeOf(event: StoredEvent): number {
    return event.position;
  }

  isWanted(event: StoredEvent): boolean {
    const view = viewRecord(event.record);
    return !OWN_BOOKS.test(view.stream) && (this.matches?.(view) ?? true);
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
