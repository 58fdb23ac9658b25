import { COUNT_LIMIT, type ReviewPage } from '@countersign/projections';
import type { ListQuery } from './schema';

const MAX_LIMIT = 100;
/** How many a client of the reference gets, who knows no pages. */
const WITHOUT_LIMIT = 1_000;

export function pageOf({ limit, offset }: ListQuery): ReviewPage {
  return { limit: limit === undefined ? WITHOUT_LIMIT : Math.min(limit, MAX_LIMIT), offset };
}

/** Reference of the page behind this one (RFC 8288), null at the end. */
export function nextPage(query: ListQuery, shown: number, total: number): string | null {
  const offset = query.offset + shown;
  if (shown === 0 || (offset >= total && total <= COUNT_LIMIT)) return null;
  const next = new URLSearchParams();
  for (const name of ['status', 'type', 'user'] as const) {
    if (query[name] !== undefined) next.set(name, query[name]);
  }
  next.set('limit', String(Math.min(query.limit ?? MAX_LIMIT, MAX_LIMIT)));
  next.set('offset', String(offset));
  return `/api/reviews?${next.toString()}`;
}
