import type { Position, StreamTip } from '@countersign/event-store';

/** What a command recorded: its last event's place, and the digest of what was wished. */
export interface KnownCommand {
  readonly digest: string;
  readonly revision: bigint;
  readonly position: Position;
}

/** A stream folded up to its tip, with what is needed to know a command again. */
export interface Folded<State> {
  readonly state: State;
  /** Null: no such stream. */
  readonly tip: StreamTip | null;
  /** Every command that recorded something here, by its id. Handed on and added to, as the stream is: never copied. */
  readonly commands: Map<string, KnownCommand>;
  /** Rough size of all its events, in bytes. */
  readonly read: number;
}

/** What the loop needs to know of an aggregate; everything is pure. */
export interface Aggregate<Command, Event extends { readonly type: string }, State, Refusal> {
  readonly initial: State;
  decide(
    command: Command,
    state: State,
  ):
    | { readonly kind: 'accepted'; readonly events: readonly Event[] }
    | { readonly kind: 'refused'; readonly refusal: Refusal };
  evolve(state: State, event: Event, eventId: string): State;
  /** What {@link evolve} makes of one after another, where it costs less for many at once. */
  evolveAll?(this: void, state: State, events: readonly Event[]): State;
  /** Rough bytes of a state that has a bound however long its stream is. Left out: about as much as its events. */
  sizeOf?(this: void, state: State): number;
  encode(event: Event): { readonly type: string; readonly data: unknown };
  decode(
    type: string,
    data: unknown,
    schemaVersion: number,
  ): { readonly ok: true; readonly event: Event } | { readonly ok: false; readonly problem: string };
  /** Made by the loop itself: the same command id came with other content, or the race was lost too often. */
  readonly refusals: { readonly mismatch: Refusal; readonly conflict: Refusal };
  /** True for a command that starts a stream: it is decided on an empty one first, and read only if that is wrong. */
  starts(command: Command): boolean;
}
