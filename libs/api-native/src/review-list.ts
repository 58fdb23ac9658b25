import { type Exchange, ReviewReads } from '@countersign/http';
import { type PagedReviewFilter, type ReviewPlace, VIEWS, type Views } from '@countersign/projections';
import { Inject, Injectable } from '@nestjs/common';
import type { ListQuery, ReviewList } from './list-schema';
import { cursorOf, placeIn } from './review-cursor';
import { summaryOf } from './review-summary';
import { labelOf } from './schema';

/** Pages of the reviews that the caller may see. */
@Injectable()
export class ReviewLists {
  constructor(
    private readonly reads: ReviewReads,
    @Inject(VIEWS) private readonly views: Views,
  ) {}

  async page(exchange: Exchange, query: ListQuery): Promise<ReviewList> {
    const { caller, reply } = exchange;
    const { limit, cursor, count, sort } = query;
    const filter = filterOf(query, Date.now());
    const page = { limit, sort, ...(cursor !== undefined && { after: placeIn(cursor, sort) }) };
    let next: ReviewPlace | null = null;
    const rows = await this.reads.list(exchange, async (known) => {
      const [found, total] = await Promise.all([
        this.views.reviews.page(caller, filter, page),
        count ? this.views.reviews.count(caller, filter, known) : null,
      ]);
      if (total !== null) void reply.header('X-Total-Count', String(total));
      ({ next } = found);
      return found.items;
    });
    return { items: rows.map(summaryOf), next: next === null ? null : cursorOf(sort, next) };
  }
}

/** The parameters in the words of the views, whose filters have other names for some. */
function filterOf(query: ListQuery, now: number): PagedReviewFilter {
  const { kind: subjectKind, mine, decidable, label, createdFrom, createdTo } = query;
  return {
    ...textFilters(query),
    ...(subjectKind !== undefined && { subjectKind }),
    ...(mine && { mine }),
    ...(decidable && { decidable: { at: now } }),
    ...(label !== undefined && { labels: label.flatMap((text) => [labelOf(text) ?? []].filter(isLabel)) }),
    ...(createdFrom !== undefined && { createdFrom: Date.parse(createdFrom) }),
    ...(createdTo !== undefined && { createdTo: Date.parse(createdTo) }),
  };
}

const isLabel = (label: readonly string[]): label is readonly [string, string] => label.length === 2;

/** Those that are given, under their own names. */
function textFilters({
  status,
  action,
  session,
  thread,
  group,
  requester,
  assignee,
}: ListQuery): PagedReviewFilter {
  const given = Object.entries({ status, action, session, thread, group, requester, assignee });
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}
