import type { EventLog } from '../log/log';
import type { StoredEvent } from '../log/log-reader';
import { firstVisible } from './log-view';
import { viewRecord } from './record-view';

const LINK = '$>';

/** An event as a reader gets it who wants links resolved. */
export interface Resolved {
  readonly link: Buffer | undefined;
  /** Undefined: the link leads nowhere. */
  readonly event: Buffer | undefined;
}

/** Follows a link, one level deep; anything else is what it is. */
export function resolve(log: EventLog, record: Buffer): Resolved {
  const { type, data } = viewRecord(record);
  if (type !== LINK) return { link: undefined, event: record };
  return { link: record, event: targetOf(log, data.toString('utf8'))?.record };
}

function targetOf(log: EventLog, text: string): StoredEvent | undefined {
  const at = text.indexOf('@');
  const revision = at < 0 ? '' : text.slice(0, at);
  if (!/^\d{1,15}$/.test(revision)) return undefined;
  const stream = log.stream(text.slice(at + 1));
  if (Number(revision) < firstVisible(log, text.slice(at + 1))) return undefined;
  const [target] = log.reader.stream(stream.key, Number(revision) - 1, false, 1);
  return target?.revision === Number(revision) ? target : undefined;
}
