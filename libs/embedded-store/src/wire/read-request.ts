import streamsPb from '@eventstore/db-client/generated/streams_pb';
import { eventFilter, type EventFilter } from './event-filter';
import { MalformedMessage } from './proto';

const { Options } = streamsPb.ReadReq;

/** Where to read: the beginning, the end, or a place (a revision of a stream, a position of the whole log). */
export type ReadFrom = 'start' | 'end' | bigint;

export interface ReadRequest {
  /** Undefined for the whole log. */
  readonly stream: string | undefined;
  readonly from: ReadFrom;
  readonly isBackwards: boolean;
  /** At most so many events, or a subscription. */
  readonly take: bigint | 'subscription';
  readonly hasStructuredIds: boolean;
  readonly resolvesLinks: boolean;
  readonly filter: ReadFilter | undefined;
}

export interface ReadFilter extends EventFilter {
  /** A subscription says where it is after so many events, whether they match or not. */
  readonly checkpointInterval: number;
}

const NAMES = {
  count: {
    [Options.CountOptionCase.COUNT]: 'Count',
    [Options.CountOptionCase.SUBSCRIPTION]: 'Subscription',
    0: 'None',
  },
  filter: {
    [Options.FilterOptionCase.FILTER]: 'Filter',
    [Options.FilterOptionCase.NO_FILTER]: 'NoFilter',
    0: 'None',
  },
} as const;

/** Throws MalformedMessage with a sentence when the request is none that the protocol allows. */
export function readReadRequest(bytes: Buffer): ReadRequest {
  const options = parse(bytes);
  const isBackwards = options.getReadDirection() === Options.ReadDirection.BACKWARDS;
  const ids = options.getUuidOption();
  const target = toTarget(options);
  refuseInvalidCombination(options, target.stream !== undefined, isBackwards);
  if (!ids || (!ids.hasString() && !ids.hasStructured())) {
    throw new MalformedMessage('The option uuid_option must say string or structured.');
  }
  return {
    ...target,
    isBackwards,
    take: options.hasSubscription() ? 'subscription' : BigInt(options.getCount()),
    hasStructuredIds: ids.hasStructured(),
    resolvesLinks: options.getResolveLinks(),
    filter: toFilter(options.getFilter()),
  };
}

function parse(bytes: Buffer): streamsPb.ReadReq.Options {
  let options: streamsPb.ReadReq.Options | undefined;
  try {
    options = streamsPb.ReadReq.deserializeBinary(bytes).getOptions();
  } catch {
    throw new MalformedMessage('The request is no event_store.client.streams.ReadReq.');
  }
  if (!options) throw new MalformedMessage('The request has no options.');
  return options;
}

function toTarget(options: streamsPb.ReadReq.Options): { stream: string | undefined; from: ReadFrom } {
  const stream = options.getStream();
  const all = options.getAll();
  if (stream) {
    const identifier = stream.getStreamIdentifier();
    const name = Buffer.from(identifier?.getStreamName_asU8() ?? []).toString('utf8');
    if (name === '') throw new MalformedMessage('The name of a stream must not be empty.');
    return { stream: name, from: toRevision(stream) };
  }
  if (!all) throw new MalformedMessage('The request must name a stream, or all.');
  const position = all.getPosition();
  if (!position) return { stream: undefined, from: all.hasEnd() ? 'end' : 'start' };
  return { stream: undefined, from: toPosition(position) };
}

/** How many events the real server looks at in one go when the request names no number. */
const DEFAULT_WINDOW = 32;

function toFilter(filter: streamsPb.ReadReq.Options.FilterOptions | undefined): ReadFilter | undefined {
  if (!filter) return undefined;
  const expression = filter.getStreamIdentifier() ?? filter.getEventType();
  if (!expression) throw new MalformedMessage('A filter must look at stream_identifier or at event_type.');
  if (!filter.hasMax() && !filter.hasCount())
    throw new MalformedMessage('The window of a filter must be max or count.');
  const multiplier = filter.getCheckpointintervalmultiplier();
  if (multiplier === 0)
    throw new MalformedMessage('The checkpoint interval multiplier of a filter must be at least 1.');
  const window = filter.hasMax() ? filter.getMax() : DEFAULT_WINDOW;
  return {
    ...eventFilter({
      on: filter.hasStreamIdentifier() ? 'stream' : 'type',
      regex: expression.getRegex(),
      prefixes: expression.getPrefixList(),
    }),
    checkpointInterval: Math.max(1, multiplier * window),
  };
}

function toRevision(stream: streamsPb.ReadReq.Options.StreamOptions): ReadFrom {
  if (!stream.hasRevision()) return stream.hasEnd() ? 'end' : 'start';
  const revision = BigInt(stream.getRevision());
  if (revision > INT64_MAX) throw new MalformedMessage(`A revision is at most ${INT64_MAX}.`);
  return revision;
}

const INT64_MAX = 9223372036854775807n;

/** The two halves of a position are equal for every event; a lower commit position is none at all. */
function toPosition(position: streamsPb.ReadReq.Options.Position): bigint {
  const commit = BigInt(position.getCommitPosition());
  const prepare = BigInt(position.getPreparePosition());
  if (commit < prepare)
    throw new MalformedMessage('A commit position is never lower than its prepare position.');
  return commit === prepare ? commit : UNRECORDED;
}

/** Stands for a place that no event has. */
const UNRECORDED = -1n;

function refuseInvalidCombination(
  options: streamsPb.ReadReq.Options,
  isStream: boolean,
  isBackwards: boolean,
): void {
  const count = NAMES.count[options.getCountOptionCase()];
  const filter = NAMES.filter[options.getFilterOptionCase()];
  const isValid =
    count !== 'None' &&
    filter !== 'None' &&
    !(count === 'Subscription' && isBackwards) &&
    !(filter === 'Filter' && isStream);
  if (isValid) return;
  const words = [isStream ? 'Stream' : 'All', count, isBackwards ? 'Backwards' : 'Forwards', filter];
  throw new MalformedMessage(`The combination of (${words.join(', ')}) is invalid.`);
}
