import { check, IsOptional, OneOf, SessionId, Text, Timestamp, WholeNumber } from '@countersign/http';
import type { Verdict } from '@countersign/review';
import { ApiProperty, ApiQuery, ApiSchema } from '@nestjs/swagger';
import { applyDecorators } from '@nestjs/common';
import { decisionPlaceIn } from './decision-cursor';
import { count, textIfAny, time, VERDICTS } from './review-parts';
import { ReviewSummary } from './review-summary';
import { LONGEST_ID } from './schema';
import { ShownPerson } from './shown';

const MOST_DECISIONS = 100;

/** Which decisions are meant; each parameter narrows it down. */
export class DecisionsQuery {
  @IsOptional()
  @OneOf(VERDICTS)
  verdict?: Verdict;

  @IsOptional()
  @Text(LONGEST_ID, 1)
  actor?: string;

  @IsOptional()
  @SessionId()
  session?: string;

  @IsOptional()
  @Timestamp()
  from?: string;

  @IsOptional()
  @Timestamp()
  to?: string;

  @WholeNumber(1, MOST_DECISIONS)
  limit: number = 50;

  @IsOptional()
  @check(
    'string_pattern_mismatch',
    'Input should be a cursor as an earlier answer gave it',
    (given) => decisionPlaceIn(given as string) !== null,
  )
  cursor?: string;
}

const parameter = (name: string, description: string, schema: object): MethodDecorator =>
  ApiQuery({ name, required: false, description, schema });

export const DecisionsFiltered = (): MethodDecorator =>
  applyDecorators(
    parameter('verdict', 'Of this verdict', { type: 'string', enum: VERDICTS }),
    parameter('actor', 'By whom, an id', { type: 'string', minLength: 1 }),
    parameter('session', 'On reviews of this session', { type: 'string', minLength: 1 }),
    parameter('from', 'Then or later', { type: 'string', format: 'date-time' }),
    parameter('to', 'Before then', { type: 'string', format: 'date-time' }),
    parameter('limit', 'Decisions of a page', {
      type: 'integer',
      minimum: 1,
      maximum: MOST_DECISIONS,
      default: 50,
    }),
    parameter('cursor', 'The `next` of the page before', { type: 'string' }),
  );

@ApiSchema({ name: 'DecidedReview', description: 'One decision, with the review as it is now' })
export class DecidedBody {
  @ApiProperty({ ...count, description: 'Counts the decisions of the workspace in the order of the log' })
  number!: number;
  @ApiProperty({ enum: VERDICTS, enumName: 'Verdict' })
  verdict!: Verdict;
  @ApiProperty({ type: ShownPerson })
  by!: ShownPerson;
  @ApiProperty(time)
  at!: string;
  @ApiProperty(textIfAny)
  note!: string | null;
  @ApiProperty({ description: 'Break-glass' })
  forced!: boolean;
  @ApiProperty({ description: 'With other content than was asked for' })
  amended!: boolean;
  @ApiProperty({ type: ReviewSummary })
  review!: ReviewSummary;
}

@ApiSchema({ name: 'Decisions' })
export class DecisionList {
  @ApiProperty({ type: [DecidedBody], description: 'The latest first' })
  items!: readonly DecidedBody[];
  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'The `cursor` of the next page; null: there is no more. A page may be short and still have one',
  })
  next!: string | null;
}
