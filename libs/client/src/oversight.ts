import { type Page, pages, read } from './pages.ts';
import { queryOf } from './query.ts';
import type { ReadOptions } from './reviews.ts';
import type { Transport } from './transport.ts';
import type { AuditEvent, AuditFilter, Days, Statistics } from './wire.ts';

/** What administrators and auditors are told of their workspace. */
export interface Oversight {
  /** Of some days in UTC, both included; the last 30 if left out. */
  stats(days?: Days, options?: ReadOptions): Promise<Statistics>;
  readonly audit: {
    /** One page. Its `next` is the `after` of the next one, or the `before` where the order is `desc`. */
    list(filter?: AuditFilter, options?: ReadOptions): Promise<Page<AuditEvent>>;
    /** What has happened, in the order of the log, until there is no more or nobody takes more. */
    events(filter?: AuditFilter, options?: ReadOptions): AsyncGenerator<AuditEvent, void, undefined>;
  };
}

const EVENTS = '/v1/audit/events';

export const oversightOver = (transport: Transport): Oversight => ({
  stats: (days = {}, options) => read(transport, `GET /v1/stats${queryOf(days)}`, options),
  audit: {
    list: (filter = {}, options) => read(transport, `GET ${EVENTS}${queryOf(filter)}`, options),
    events: (filter = {}, options) =>
      pages(transport, EVENTS, filter, filter.order === 'desc' ? 'before' : 'after', options),
  },
});
