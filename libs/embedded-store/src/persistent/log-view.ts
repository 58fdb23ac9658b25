import type { EventLog } from '../log/log';
import { viewRecord } from './record-view';

export function truncatedBefore(log: EventLog, name: string): number {
  const meta = log.stream(`$$${name}`);
  if (meta.last < 0) return 0;
  const [newest] = log.reader.stream(meta.key, meta.last + 1, true, 1);
  const tb = newest && /"\$tb"\s*:\s*(\d+)/.exec(viewRecord(newest.record).data.toString('utf8'))?.[1];
  return tb === undefined ? 0 : Number(tb);
}

export function firstVisible(log: EventLog, name: string): number {
  return truncatedBefore(log, name);
}

export function isTombstoned(_log: EventLog, _name: string): boolean {
  return false;
}
