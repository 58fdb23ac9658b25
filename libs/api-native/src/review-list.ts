import { type Exchange, Failed, ReviewReads, sayTotal } from '@countersign/http';
import { type PagedReviewFilter, type SearchFilter, VIEWS, type Views } from '@countersign/projections';
import { hasDecided, mayApprove, type Principal, type Review } from '@countersign/review';
import { Inject, Injectable } from '@nestjs/common';
import type { ListQuery, ReviewList } from './list-schema';
import { cursorOf, placeIn } from './review-cursor';
import { summaryOf } from './review-summary';
import { labelOf } from './schema';
import { requireSearchPlace, searchCursorOf } from './search-query';

/** Pages of the reviews that the caller may see. */
@Injectable()
export class ReviewLists {
  constructor(
    private readonly reads: ReviewReads,
    @Inject(VIEWS) private readonly views: Views,
  ) {}

  async page(exchange: Exchange, query: ListQuery): Promise<ReviewList> {
    const { caller, reply } = exchange;
    const { q, count } = query;
    const filter = filterOf(query, Date.now());
    const page =
      q === undefined ? this.sorted(caller, filter, query) : this.searched(caller, { ...filter, q }, query);
    const which = query.cursor === undefined ? 'first' : 'behind';
    const { items, next } = await this.reads.page(exchange, which, async (known) => {
      const [found, total] = await Promise.all([
        page(),
        count ? this.views.reviews.count(caller, q === undefined ? filter : { ...filter, q }, known) : null,
      ]);
      if (total !== null) sayTotal(reply, total);
      return found;
    });
    const now = Date.now();
    return {
      items: items.map((row) => ({ ...summaryOf(row), decidable: isDecidable(row, caller, now) })),
      next,
    };
  }

  private sorted(caller: Principal, filter: PagedReviewFilter, { limit, cursor, sort }: ListQuery) {
    const page = { limit, sort, ...(cursor !== undefined && { after: placeIn(cursor, sort) }) };
    return async () => {
      const { items, next } = await this.views.reviews.page(caller, filter, page);
      return { items, next: next === null ? null : cursorOf(sort, next) };
    };
  }

  private searched(caller: Principal, filter: SearchFilter, { limit, cursor, sort }: ListQuery) {
    if (sort !== 'newest') throw sortedOtherwise();
    const after = requireSearchPlace(cursor);
    return async () => {
      const { items, next } = await this.views.reviews.search(caller, filter, { limit, after });
      return { items, next: next === null ? null : searchCursorOf(next) };
    };
  }
}

/** As the filter of that name has it. */
const isDecidable = (review: Review, caller: Principal, at: number): boolean =>
  review.status === 'PENDING' && mayApprove(review, caller, at) && !hasDecided(review, caller);

function sortedOtherwise(): Failed {
  const msg = "Input should be 'newest' where q is given";
  return new Failed({ kind: 'invalid', problems: [{ loc: ['query', 'sort'], msg, type: 'enum' }] });
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
