import { status } from '@grpc/grpc-js';
import type { EventLog } from '../log/log';
import type { EventFilter } from '../wire/event-filter';
import type { ReadFrom } from '../wire/read-request';
import { CallRefused, refusal } from '../wire/status';
import type { Outlet } from './outlet';
import { sendPages, toPlace } from './pages';

/**
 * Where a read or a subscription of the whole log begins: after this position, or before it when it goes backwards.
 * A read includes the place it starts from, a subscription (never backwards) does not; `readAll` sees to that.
 */
export function placeInAll(log: EventLog, from: ReadFrom, isBackwards: boolean): number {
  if (from === 'start') return 0;
  if (from === 'end') return isBackwards ? log.end : log.end - 1;
  refusePosition(log, from, isBackwards);
  return toPlace(from);
}

interface AllRead {
  readonly from: ReadFrom;
  readonly place: number;
  readonly isBackwards: boolean;
  readonly take: bigint;
  readonly filter: EventFilter | undefined;
}

export function readAll(log: EventLog, read: AllRead, outlet: Outlet): Promise<void> {
  const { from, place, isBackwards, take, filter } = read;
  const { end } = log;
  const isPlain = filter === undefined && log.hidesNothing;
  return sendPages(
    {
      read: (at, limit) => {
        const events = log.reader.all(at, isBackwards, limit);
        return isBackwards ? events : events.filter(({ position }) => position < end);
      },
      placeOf: ({ position }) => position,
      ...(!isPlain && {
        takes: ({ stream, record }) => !log.isHidden(stream) && (!filter || filter.matches(record)),
      }),
    },
    typeof from === 'bigint' && !isBackwards ? place - 1 : place,
    take,
    outlet,
  );
}

/** A place in the whole log is an event's own, or the very beginning, or beyond the end. */
function refusePosition(log: EventLog, position: bigint, isBackwards: boolean): void {
  const isBeyond = position > BigInt(log.end);
  if (isBeyond && !isBackwards) return;
  const last = log.reader.all(log.end, true, 1)[0]?.position ?? 0;
  const isPast = !isBackwards && position > BigInt(last);
  const isKnown = position === 0n || position === BigInt(log.end) || isPast;
  if (isKnown || (position > 0n && !isBeyond && log.reader.isRecorded(Number(position)))) return;
  const result = isBeyond ? 'Error' : 'InvalidPosition';
  throw new CallRefused(refusal(status.UNKNOWN, `Unexpected ReadAllResult: ${result}`));
}
