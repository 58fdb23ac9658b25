import { type Page, pages, read } from './pages.ts';
import { queryOf } from './query.ts';
import type { ReadOptions } from './reviews.ts';
import type { Transport } from './transport.ts';
import type { AuditEvent, AuditFilter, Days, Operations, Statistics, Verification } from './wire.ts';

/** What administrators and auditors are told of their workspace. */
export interface Oversight {
  /** Of some days in UTC, both included; the last 30 if left out. */
  stats(days?: Days, options?: ReadOptions): Promise<Statistics>;
  /** The process that answers, its store and database, its views, and what lasts. */
  operations(options?: ReadOptions): Promise<Operations>;
  readonly audit: {
    /** How the last verification of the log ended, as the gateway that answers remembers it. */
    verification(options?: ReadOptions): Promise<Verification>;
    /** Begins one in the background; one that runs already goes on instead. */
    verify(options?: ReadOptions): Promise<Verification>;
    /** One page. Its `next` is the `after` of the next one, or the `before` where the order is `desc`. */
    list(filter?: AuditFilter, options?: ReadOptions): Promise<Page<AuditEvent>>;
    /** What has happened, in the order of the log, until there is no more or nobody takes more. */
    events(filter?: AuditFilter, options?: ReadOptions): AsyncGenerator<AuditEvent, void, undefined>;
  };
}

const EVENTS = '/v1/audit/events';

export const oversightOver = (transport: Transport): Oversight => ({
  stats: (days = {}, options) => read(transport, `GET /v1/stats${queryOf(days)}`, options),
  operations: (options) => read(transport, 'GET /v1/operations', options),
  audit: {
    verification: (options) => read(transport, 'GET /v1/audit/verification', options),
    verify: (options) => read(transport, 'POST /v1/audit/verification', options),
    list: (filter = {}, options) => read(transport, `GET ${EVENTS}${queryOf(filter)}`, options),
    events: (filter = {}, options) =>
      pages(transport, EVENTS, filter, filter.order === 'desc' ? 'before' : 'after', options),
  },
});
