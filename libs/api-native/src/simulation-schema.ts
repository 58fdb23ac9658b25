import { IsOptional, JsonObjectField, Part, Text, WholeNumber } from '@countersign/http';
import type { RefusalCode, ReviewStatus, Verdict } from '@countersign/review';
import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { type ProblemName, PROBLEMS } from './problems';
import { VERDICTS } from './review-parts';
import { RuleReference } from './rule-answers';
import { RuleDraftWish } from './rule-schema';
import { STATUSES } from './schema';

const nullable = true;
const MOST_REVIEWS = 500;
const PROBLEM_NAMES = Object.keys(PROBLEMS) as readonly ProblemName[];

@ApiSchema({ name: 'Simulation' })
export class SimulationWish {
  @ApiPropertyOptional({
    type: RuleDraftWish,
    nullable,
    description: 'Put in the place of the rule of its name',
  })
  @IsOptional()
  @JsonObjectField()
  @Part(RuleDraftWish)
  rule?: RuleDraftWish | null;

  @ApiPropertyOptional({
    type: String,
    nullable,
    description: 'Instead of `rule`: the name of a rule to do without',
  })
  @IsOptional()
  @Text(64, 1)
  remove?: string | null;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: MOST_REVIEWS, default: 100 })
  @IsOptional()
  @WholeNumber(1, MOST_REVIEWS)
  last?: number;
}

@ApiSchema({ name: 'RefusedDecision' })
class RefusedBody {
  @ApiProperty({ description: 'Who decided, an id' })
  by!: string;
  @ApiProperty({ enum: VERDICTS })
  verdict!: Verdict;
  @ApiProperty({
    enum: PROBLEM_NAMES,
    enumName: 'ProblemName',
    description: 'As the last part of a problem type',
  })
  code!: RefusalCode;
  @ApiProperty({ format: 'date-time' })
  at!: string;
}

@ApiSchema({ name: 'SimulatedReview' })
export class SimulatedReview {
  @ApiProperty({ format: 'uuid' })
  review!: string;
  @ApiProperty()
  title!: string;
  @ApiProperty({ format: 'date-time' })
  requestedAt!: string;
  @ApiProperty({ type: RuleReference, nullable, description: 'The rule that it obeys' })
  ruleBefore!: RuleReference | null;
  @ApiProperty({ type: RuleReference, nullable, description: 'The rule that it would obey' })
  ruleAfter!: RuleReference | null;
  @ApiProperty({
    enum: STATUSES,
    enumName: 'ReviewStatus',
    description: 'What the decisions made of it; what came after them left out',
  })
  was!: ReviewStatus;
  @ApiProperty({
    type: String,
    enum: STATUSES,
    nullable,
    description: 'What they would have made of it; null: not even asked for',
  })
  would!: ReviewStatus | null;
  @ApiProperty({
    type: String,
    enum: PROBLEM_NAMES,
    nullable,
    description: 'Why the request would have been refused',
  })
  refusal!: RefusalCode | null;
  @ApiProperty({ type: [RefusedBody], description: 'Decisions that would not have passed' })
  refused!: readonly RefusedBody[];
  @ApiProperty({ type: 'integer', description: 'How many approved slots it would have needed' })
  needed!: number;
  @ApiProperty({ type: 'integer', description: 'How many of them would be missing' })
  missing!: number;
  @ApiProperty({ description: '`would` is not what it `was`' })
  isChanged!: boolean;
  @ApiProperty({
    description: 'Its history cannot be replayed: it `was` as it is now, and what it `would` be is not known',
  })
  unreadable!: boolean;
}

@ApiSchema({ name: 'SimulationAnswer' })
export class SimulationAnswer {
  @ApiProperty({
    type: 'integer',
    description:
      'How many of the last ones were looked at, from the newest: fewer than `last` where time ran out',
  })
  reviewed!: number;
  @ApiProperty({ type: 'integer' })
  changed!: number;
  @ApiProperty({ type: [SimulatedReview], description: 'The changed ones first, each part newest first' })
  items!: readonly SimulatedReview[];
}
