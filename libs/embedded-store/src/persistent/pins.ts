import type { Resolved } from '../service/event-shape';
import { viewEvent, type EventView } from './event-view';
import type { StrategyName } from './settings';

/** What a message is pinned by: the stream it comes from, for a link its target's; or its correlation id. */
export function pinOf(strategy: StrategyName, resolved: () => Resolved): string {
  switch (strategy) {
    case 'DispatchToSingle':
    case 'RoundRobin':
      return '';
    case 'Pinned':
      return sourceStream(viewed(resolved()));
    case 'PinnedByCorrelation': {
      const event = viewed(resolved());
      return correlationId(event) ?? sourceStream(event);
    }
  }
}

function viewed({ event, link }: Resolved): EventView {
  return viewEvent((event ?? link) as Buffer);
}

function sourceStream({ type, data, stream }: EventView): string {
  if (type !== '$>') return stream;
  const text = data.toString('utf8');
  return text.slice(text.indexOf('@') + 1);
}

function correlationId({ metadata }: EventView): string | undefined {
  if (metadata.length === 0) return undefined;
  try {
    const value = JSON.parse(metadata.toString('utf8')) as Record<string, unknown> | null;
    const id = value?.['$correlationId'];
    return typeof id === 'string' ? id : undefined;
  } catch {
    return undefined;
  }
}
