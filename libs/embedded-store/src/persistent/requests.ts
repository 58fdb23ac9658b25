import type persistentPb from '@eventstore/db-client/generated/persistent_pb';
import type sharedPb from '@eventstore/db-client/generated/shared_pb';
import { MalformedMessage } from '../wire/proto';
import { refuseStreamName } from '../service/stream-name';
import { eventFilter, type FilterWords } from '../wire/event-filter';
import type { AskedSettings } from './settings';
import { ALL } from '../service/access';

/** Which group a request speaks of. */
export interface GroupName {
  readonly source: string;
  readonly group: string;
}

export interface SettingsRequest extends GroupName {
  readonly asked: AskedSettings;
}

interface Named {
  getStreamIdentifier(): sharedPb.StreamIdentifier | undefined;
  hasAll(): boolean;
  getGroupName(): string;
}

/** Throws MalformedMessage with a sentence when the options name no stream, and not all. */
export function readGroupName(options: Named | undefined): GroupName {
  const present = optionsOf(options);
  const source = present.hasAll() ? ALL : streamName(present.getStreamIdentifier());
  return { source, group: present.getGroupName() };
}

export function optionsOf<Options>(options: Options | undefined): Options {
  if (!options) throw new MalformedMessage('The request has no options.');
  return options;
}

export function streamName(identifier: sharedPb.StreamIdentifier | undefined): string {
  if (!identifier) throw new MalformedMessage('The options must name a stream, or all.');
  const name = Buffer.from(identifier.getStreamName_asU8()).toString('utf8');
  refuseStreamName(name);
  return name;
}

type SettingsOptions = persistentPb.CreateReq.Options | persistentPb.UpdateReq.Options;
type Settings = persistentPb.CreateReq.Settings | persistentPb.UpdateReq.Settings;

/** Where the whole log is followed from and by what filter; an update has no filter. */
export function readSettingsRequest(options: SettingsOptions | undefined): SettingsRequest {
  const present = optionsOf(options);
  const settings = present.getSettings();
  if (!settings) throw new MalformedMessage('The options must hold settings.');
  const group = present.getGroupName();
  const all = present.getAll();
  if (all) {
    const filter = 'getFilter' in all ? readFilter(all) : undefined;
    return { source: ALL, group, asked: { ...readSettings(settings), from: allFrom(all), filter } };
  }
  const stream = present.getStream();
  const source = streamName(stream?.getStreamIdentifier() ?? present.getStreamIdentifier());
  if (source === ALL) throw new MalformedMessage('The whole log is named by the option all.');
  const from = stream ? streamFrom(stream) : revisionFrom(settings.getRevision());
  return { source, group, asked: { ...readSettings(settings), from, filter: undefined } };
}

const INT64_MAX = 9223372036854775807n;
const UINT64_MAX = 18446744073709551615n;

function revisionFrom(text: string): AskedSettings['from'] {
  const revision = BigInt(text);
  if (revision === UINT64_MAX) return 'end';
  if (revision > INT64_MAX) throw new MalformedMessage(`A revision is at most ${INT64_MAX}.`);
  return revision === 0n ? 'start' : revision;
}

function streamFrom(
  stream: persistentPb.CreateReq.StreamOptions | persistentPb.UpdateReq.StreamOptions,
): AskedSettings['from'] {
  if (stream.hasRevision()) return revisionFrom(stream.getRevision());
  return stream.hasEnd() ? 'end' : 'start';
}

function allFrom(
  all: persistentPb.CreateReq.AllOptions | persistentPb.UpdateReq.AllOptions,
): AskedSettings['from'] {
  const position = all.getPosition();
  if (!position) return all.hasEnd() ? 'end' : 'start';
  const commit = BigInt(position.getCommitPosition());
  if (commit < BigInt(position.getPreparePosition()))
    throw new MalformedMessage('A commit position is never lower than its prepare position.');
  return revisionFrom(String(commit));
}

function readFilter(all: persistentPb.CreateReq.AllOptions): FilterWords | undefined {
  const options = all.getFilter();
  if (!options) return undefined;
  const onStream = options.getStreamIdentifier();
  const expression = onStream ?? options.getEventType();
  if (!expression) throw new MalformedMessage('A filter must look at stream_identifier or at event_type.');
  const filter: FilterWords = {
    on: onStream ? 'stream' : 'type',
    regex: expression.getRegex(),
    prefixes: expression.getPrefixList(),
  };
  // Refused here when it does not compile, and not when the group is started again.
  eventFilter(filter);
  return filter;
}

/** Shown as this, and meant so, when it is 0. */
const NO_CHECKPOINT_BY_TIME = 2147483647;
const STRATEGY_NAMES = ['DispatchToSingle', 'RoundRobin', 'Pinned'];

function readSettings(settings: Settings): Omit<AskedSettings, 'from' | 'filter'> {
  const asked = 'getConsumerStrategy' in settings ? settings.getConsumerStrategy() : '';
  const number = settings.getNamedConsumerStrategy();
  return {
    resolveLinks: settings.getResolveLinks(),
    extraStatistics: settings.getExtraStatistics(),
    messageTimeoutMs: settings.hasMessageTimeoutTicks()
      ? toMilliseconds(settings.getMessageTimeoutTicks())
      : settings.getMessageTimeoutMs(),
    checkpointAfterMs:
      (settings.hasCheckpointAfterTicks()
        ? toMilliseconds(settings.getCheckpointAfterTicks())
        : settings.getCheckpointAfterMs()) || NO_CHECKPOINT_BY_TIME,
    maxRetryCount: settings.getMaxRetryCount(),
    minCheckpointCount: settings.getMinCheckpointCount(),
    maxCheckpointCount: settings.getMaxCheckpointCount(),
    maxSubscriberCount: settings.getMaxSubscriberCount(),
    liveBufferSize: settings.getLiveBufferSize(),
    readBatchSize: settings.getReadBatchSize(),
    historyBufferSize: settings.getHistoryBufferSize(),
    strategy: asked || (STRATEGY_NAMES[number] ?? String(number)),
  };
}

/** Ticks of 100 ns. Kept to what the milliseconds of the same setting can hold. */
function toMilliseconds(ticks: string): number {
  return Math.max(-1, Math.min(2147483647, Number(BigInt(ticks) / 10000n)));
}
