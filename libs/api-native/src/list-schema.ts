import { Flag, IsOptional, OneOf, Text, Timestamp, WholeNumber } from '@countersign/http';
import type { ReviewSort } from '@countersign/projections';
import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { ReviewSummary } from './review-summary';
import { LONGEST_ID, ReviewFilterQuery } from './schema';
import { SearchWords } from './search-query';

const EVERY_SORT: Readonly<Record<ReviewSort, true>> = {
  newest: true,
  oldest: true,
  updated: true,
  deadline: true,
};
export const SORTS = Object.keys(EVERY_SORT) as readonly ReviewSort[];
export const MOST_ROWS = 100;

/** Which reviews a list is about, in which order, and from where on. */
export class ListQuery extends ReviewFilterQuery {
  @IsOptional()
  @SearchWords()
  q?: string;

  @Flag()
  decidable: boolean = false;

  @IsOptional()
  @Timestamp()
  createdFrom?: string;

  @IsOptional()
  @Timestamp()
  createdTo?: string;

  @OneOf(SORTS)
  sort: ReviewSort = 'newest';

  @IsOptional()
  @Text(LONGEST_ID, 1)
  cursor?: string;

  @WholeNumber(1, MOST_ROWS)
  limit: number = 50;

  @Flag()
  count: boolean = false;
}

@ApiSchema({ name: 'ListedReview' })
class ListedReview extends ReviewSummary {
  @ApiProperty({ description: 'The caller may approve it now and has not decided it' })
  decidable!: boolean;
}

@ApiSchema({ name: 'ReviewList' })
export class ReviewList {
  @ApiProperty({ type: [ListedReview] })
  items!: readonly ListedReview[];

  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'The `cursor` of the next page; null: there is no more. A page may be short and still have one',
  })
  next!: string | null;
}
