import persistentPb from '@eventstore/db-client/generated/persistent_pb';
import { printStart } from './configuration';
import type { RunningGroup, Seat } from './running-group';

const { ConnectionInfo, Measurement } = persistentPb.SubscriptionInfo;

/** What `GetInfo` and `List` tell of a group. */
export function informationOf(running: RunningGroup): persistentPb.SubscriptionInfo {
  const { definition, source, group } = running;
  const { settings } = definition;
  const isLive = running.lookAhead();
  const { buffered, retrying, inFlight, outstanding } = group.counts;
  const { from, to } = running.parked();
  const known = running.known;
  const info = new persistentPb.SubscriptionInfo();
  info.setEventSource(definition.source);
  info.setGroupName(definition.group);
  info.setStatus(isLive ? 'Live' : 'Behind');
  info.setConnectionsList([...running.seats].map(([id, seat]) => connectionOf(running, id, seat)));
  const rate = running.rate();
  info.setAveragePerSecond(rate.averagePerSecond);
  info.setTotalItems(String(rate.total));
  info.setCountSinceLastMeasurement(String(rate.sinceLast));
  info.setLastCheckpointedEventPosition(running.checkpointed);
  info.setLastKnownEventPosition(known < 0 ? '' : source.print(known));
  info.setResolveLinkTos(settings.resolveLinks);
  info.setStartFrom(printStart(definition.source, settings.from));
  info.setMessageTimeoutMilliseconds(settings.messageTimeoutMs);
  info.setExtraStatistics(settings.extraStatistics);
  info.setMaxRetryCount(settings.maxRetryCount);
  info.setLiveBufferSize(settings.liveBufferSize);
  info.setBufferSize(settings.historyBufferSize);
  info.setReadBatchSize(settings.readBatchSize);
  info.setCheckPointAfterMilliseconds(settings.checkpointAfterMs);
  info.setMinCheckPointCount(settings.minCheckpointCount);
  info.setMaxCheckPointCount(settings.maxCheckpointCount);
  info.setReadBufferCount(buffered);
  info.setLiveBufferCount(String(Math.min(running.live, Math.max(0, settings.liveBufferSize))));
  info.setRetryBufferCount(retrying + running.replaying);
  info.setTotalInFlightMessages(inFlight);
  info.setOutstandingMessagesCount(outstanding);
  info.setNamedConsumerStrategy(settings.strategy);
  info.setMaxSubscriberCount(settings.maxSubscriberCount);
  info.setParkedMessageCount(String(to - from));
  return info;
}

function connectionOf(
  running: RunningGroup,
  id: number,
  { port, measurements, rate }: Seat,
): persistentPb.SubscriptionInfo.ConnectionInfo {
  const { free, inFlight, sent } = running.group.consumer(id);
  const { averagePerSecond, sinceLast } = rate.read(sent);
  const info = new ConnectionInfo();
  info.setUsername(port.user);
  info.setConnectionName(port.connectionName);
  info.setAvailableSlots(free);
  info.setInFlightMessages(inFlight);
  info.setTotalItems(String(sent));
  info.setAverageItemsPerSecond(averagePerSecond);
  info.setCountSinceLastMeasurement(String(sinceLast));
  if (running.definition.settings.extraStatistics) {
    info.setObservedMeasurementsList(
      measurements.read().map(([key, value]) => {
        const measurement = new Measurement();
        measurement.setKey(key);
        measurement.setValue(String(value));
        return measurement;
      }),
    );
  }
  return info;
}
