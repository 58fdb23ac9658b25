import type { EventLog } from '../log/log';
import type { StoredEvent } from '../log/log-reader';
import type { StreamState } from '../log/streams';
import { firstVisible } from '../log/visible';
import type { ReadFrom } from '../wire/read-request';
import { streamNotFound } from '../wire/read-messages';
import { CallRefused, streamDeleted } from '../wire/status';
import type { Outlet } from './outlet';
import { sendPages, toPlace } from './pages';

export function refuseTombstoned(log: EventLog, stream: string): void {
  if (log.isTombstoned(stream)) throw new CallRefused(streamDeleted(stream));
}

/** The revision that the request names: a read includes it, a subscription begins after it. */
export function placeInStream({ last }: StreamState, from: ReadFrom, isBackwards: boolean): number {
  if (from === 'start') return isBackwards ? 0 : -1;
  if (from === 'end') return last;
  return toPlace(from);
}

interface StreamRead {
  readonly stream: string;
  readonly from: ReadFrom;
  readonly place: number;
  readonly isBackwards: boolean;
  readonly take: bigint;
}

export async function readStream(log: EventLog, read: StreamRead, outlet: Outlet): Promise<void> {
  const { from, place, isBackwards, take } = read;
  const stream = log.stream(read.stream);
  const { key, last, metadata } = stream;
  if (last < 0 || metadata.isSoftDeleted) return outlet.send(streamNotFound(read.stream));
  const first = firstVisible(log.reader, stream, Date.now());
  const isVisible = ({ revision }: StoredEvent): boolean => revision >= first && revision <= last;
  const before = Math.min(place, last) + 1;
  const after = Math.max(from === 'end' ? last : place - 1, first - 1);
  await sendPages(
    {
      read: (at, limit) => log.reader.stream(key, at, isBackwards, limit).filter(isVisible),
      placeOf: ({ revision }) => revision,
    },
    isBackwards ? before : after,
    take,
    outlet,
  );
}
