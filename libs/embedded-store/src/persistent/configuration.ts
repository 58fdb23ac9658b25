import type { EventLog } from '../log/log';
import { append, newest, type Ledger } from './books';
import { eventData } from '../wire/record-fields';
import { eventFilter, type FilterWords } from '../wire/event-filter';
import type { GroupDefinition } from './running-group';
import { checkSettings, type GroupSettings } from './settings';
import { ALL } from '../service/access';

const STREAM = '$persistentSubscriptionConfig';

/**
 * All groups that there are are one JSON event, written anew at every change, as the real server does; so the newest of
 * them is all that has to be read at start. An entry leaves out what is false, zero or empty. Written inside of an open
 * commit.
 */
export function writeConfiguration(
  log: EventLog,
  definitions: readonly GroupDefinition[],
  by: { readonly user: string; readonly now: number },
): void {
  const configuration = {
    version: '2',
    updated: new Date(by.now).toISOString(),
    updatedBy: by.user,
    entries: definitions.map(toEntry),
  };
  append(log, STREAM, { type: '$PersistentConfig', data: JSON.stringify(configuration) }, by.now);
}

/** What no group can be made of is left out: somebody else may have written to the stream. */
export function loadConfiguration(ledger: Ledger): GroupDefinition[] {
  const event = newest(ledger, STREAM);
  if (!event) return [];
  const configuration = parsed(eventData(event.record));
  const entries: unknown = configuration['entries'];
  return Array.isArray(entries) ? entries.flatMap((entry) => fromEntry(entry)) : [];
}

function parsed(json: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json.toString('utf8'));
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function toEntry({ source, group, settings, endedAt }: GroupDefinition): Record<string, unknown> {
  const all = {
    stream: source,
    group,
    filter: settings.filter,
    resolveLinkTos: settings.resolveLinks,
    extraStatistics: settings.extraStatistics,
    messageTimeout: settings.messageTimeoutMs,
    startPosition: printStart(source, settings.from),
    // A key of our own: a group that starts at the end starts there after a restart, too, and not at a later end.
    endedAt: endedAt === undefined ? undefined : String(endedAt),
    liveBufferSize: settings.liveBufferSize,
    historyBufferSize: settings.historyBufferSize,
    maxRetryCount: settings.maxRetryCount,
    readBatchSize: settings.readBatchSize,
    checkPointAfter: settings.checkpointAfterMs,
    minCheckPointCount: settings.minCheckpointCount,
    maxCheckPointCount: settings.maxCheckpointCount,
    maxSubscriberCount: settings.maxSubscriberCount,
    namedConsumerStrategy: settings.strategy,
  };
  return Object.fromEntries(Object.entries(all).filter(([key, value]) => key === 'group' || Boolean(value)));
}

/** Where a group starts, as information and configuration say it. */
export function printStart(source: string, from: GroupSettings['from']): string {
  const place = from === 'start' ? 0n : from === 'end' ? -1n : from;
  return source === ALL ? `C:${place}/P:${place}` : String(place);
}

function parseStart(text: unknown): GroupSettings['from'] {
  const place = typeof text === 'string' ? /^(?:C:)?(-?\d+)(?:\/P:-?\d+)?$/.exec(text)?.[1] : undefined;
  if (place === undefined || place === '0') return 'start';
  return place.startsWith('-') ? 'end' : BigInt(place);
}

function parseFilter(value: unknown): FilterWords | undefined {
  if (!isObject(value)) return undefined;
  const { on, regex, prefixes } = value;
  if ((on !== 'stream' && on !== 'type') || typeof regex !== 'string' || !Array.isArray(prefixes))
    return undefined;
  return { on, regex, prefixes: prefixes.filter((prefix) => typeof prefix === 'string') };
}

function isFilter(filter: FilterWords | undefined): boolean {
  try {
    if (filter) eventFilter(filter);
    return true;
  } catch {
    return false;
  }
}

function fromEntry(value: unknown): GroupDefinition[] {
  if (!isObject(value)) return [];
  const text = (key: string): string => (typeof value[key] === 'string' ? value[key] : '');
  const number = (key: string): number => (Number.isInteger(value[key]) ? (value[key] as number) : 0);
  const source = text('stream');
  const settings = checkSettings({
    resolveLinks: value['resolveLinkTos'] === true,
    from: parseStart(value['startPosition']),
    extraStatistics: value['extraStatistics'] === true,
    messageTimeoutMs: number('messageTimeout'),
    maxRetryCount: number('maxRetryCount'),
    minCheckpointCount: number('minCheckPointCount'),
    maxCheckpointCount: number('maxCheckPointCount'),
    checkpointAfterMs: number('checkPointAfter'),
    maxSubscriberCount: number('maxSubscriberCount'),
    liveBufferSize: number('liveBufferSize'),
    readBatchSize: number('readBatchSize'),
    historyBufferSize: number('historyBufferSize'),
    strategy: text('namedConsumerStrategy'),
    filter: parseFilter(value['filter']),
  });
  const endedAt = /^-?\d{1,15}$/.test(text('endedAt')) ? Number(text('endedAt')) : undefined;
  const isNone = source === '' || 'refused' in settings || !isFilter(settings.filter);
  return isNone ? [] : [{ source, group: text('group'), settings, endedAt }];
}
