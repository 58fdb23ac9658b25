import { check, explained, Flag, IsOptional, OneOf, Text, Texts, WholeNumber } from '@countersign/http';
import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { problemOfTimeWindow } from './time-window';

/** Problems of this type are shown without the field's name: their words are the reference's. */
export const IN_THE_REFERENCES_WORDS = 'reference';

export const REVIEW_TYPES = ['onetime', 'jit'] as const;
const DECISION_WORDS = ['APPROVED', 'REJECTED', 'REVOKED'] as const;
export const STATUS_WORDS = ['PENDING', ...DECISION_WORDS, 'PROCESSING', 'EXECUTED', 'UNKNOWN'] as const;
export type StatusWord = (typeof STATUS_WORDS)[number];

const YEAR_SECONDS = 366 * 24 * 3600;
const nullable = true;

function isOneOf(words: readonly string[]): (value: unknown) => boolean {
  return (value) => typeof value === 'string' && words.includes(value.toUpperCase());
}

@ApiSchema({ name: 'AccessTimeRange' })
class TimeRangeSchema {
  @ApiProperty({ example: '08:00', description: 'HH:MM in 24-hour format, UTC' })
  start_time!: string;
  @ApiProperty({ example: '18:00', description: 'Included; before the start it crosses midnight' })
  end_time!: string;
}
@ApiSchema({ name: 'AccessTimeWindow' })
class TimeWindowSchema {
  @ApiProperty({ enum: ['time_range'] })
  type!: string;
  @ApiProperty({ type: TimeRangeSchema })
  configuration!: TimeRangeSchema;
}

@ApiSchema({ name: 'AccessDecision' })
export class DecideBody {
  @ApiProperty({ enum: DECISION_WORDS, description: 'In any letter case' })
  @check(IN_THE_REFERENCES_WORDS, 'unknown status', isOneOf(DECISION_WORDS))
  status!: string;

  @ApiPropertyOptional({ type: TimeWindowSchema, nullable, description: 'With an approval, once' })
  @IsOptional()
  @explained(IN_THE_REFERENCES_WORDS, problemOfTimeWindow)
  time_window?: TimeWindowSchema | null;

  @ApiPropertyOptional({
    type: Boolean,
    default: false,
    nullable,
    description: 'Break-glass, for force groups',
  })
  @IsOptional()
  @Flag()
  force_review?: boolean | null;

  @ApiPropertyOptional({ type: String, nullable, description: 'The note of the decision, for any status' })
  @IsOptional()
  @Text(10_000)
  rejection_reason?: string | null;
}

@ApiSchema({ name: 'AccessRequest' })
export class AskBody {
  @ApiPropertyOptional({ type: [String], nullable, description: 'Each needs an approval' })
  @IsOptional()
  @Texts(100, 200)
  groups?: string[] | null;

  @ApiPropertyOptional({ type: 'integer', nullable, minimum: 0, maximum: 100, description: '0 means all' })
  @IsOptional()
  @WholeNumber(0, 100)
  min_approvals?: number | null;

  @ApiPropertyOptional({ type: [String], nullable, description: 'Whose members may decide at once' })
  @IsOptional()
  @Texts(100, 200)
  force_approval_groups?: string[] | null;

  @ApiPropertyOptional({ enum: REVIEW_TYPES, nullable, default: 'onetime' })
  @IsOptional()
  @OneOf(REVIEW_TYPES)
  type?: (typeof REVIEW_TYPES)[number] | null;

  @ApiPropertyOptional({ type: 'integer', nullable, default: 0, minimum: 0, maximum: YEAR_SECONDS })
  @IsOptional()
  @WholeNumber(0, YEAR_SECONDS)
  access_duration_sec?: number | null;

  @ApiPropertyOptional({ type: String, nullable, description: 'What is to be accessed' })
  @IsOptional()
  @Text(1_000)
  connection?: string | null;

  @ApiPropertyOptional({ type: String, nullable, description: 'What is to be run there' })
  @IsOptional()
  // As long as a body may be: the payload as a whole has its own limit, which answers 413.
  @Text(1024 * 1024)
  input?: string | null;
}

export class ListQuery {
  @IsOptional()
  @check(IN_THE_REFERENCES_WORDS, 'unknown status', isOneOf(STATUS_WORDS))
  status?: string;

  @IsOptional()
  @OneOf(REVIEW_TYPES)
  type?: (typeof REVIEW_TYPES)[number];

  @IsOptional()
  @OneOf(['me'])
  user?: 'me';

  @IsOptional()
  @WholeNumber(1, Number.MAX_SAFE_INTEGER)
  limit?: number;

  @WholeNumber(0, Number.MAX_SAFE_INTEGER)
  offset: number = 0;
}

@ApiSchema({ name: 'AccessReviewer' })
class ReviewerBody {
  @ApiProperty()
  id!: string;
  @ApiProperty()
  name!: string;
  @ApiProperty()
  email!: string;
  @ApiProperty()
  slack_id!: string;
}

@ApiSchema({ name: 'AccessGroupEntry' })
export class GroupEntryBody {
  @ApiProperty({ format: 'uuid' })
  id!: string;
  @ApiProperty({ description: '`*` for anyone, `user:<id>` for a named user' })
  group!: string;
  @ApiProperty({ enum: ['PENDING', ...DECISION_WORDS] })
  status!: string;
  @ApiProperty({ type: ReviewerBody, nullable })
  reviewed_by!: ReviewerBody | null;
  @ApiProperty({ type: String, format: 'date-time', nullable })
  review_date!: string | null;
  @ApiProperty()
  forced_review!: boolean;
}

@ApiSchema({ name: 'AccessReview' })
export class ReviewBody {
  @ApiProperty({ format: 'uuid' })
  id!: string;
  @ApiProperty()
  session!: string;
  @ApiProperty({ enum: REVIEW_TYPES })
  type!: string;
  @ApiProperty({ type: 'integer', format: 'int64', description: 'Nanoseconds' })
  access_duration!: number;
  @ApiProperty({ enum: STATUS_WORDS })
  status!: string;
  @ApiProperty({ type: String, format: 'date-time', nullable, description: 'End of access' })
  revoke_at!: string | null;
  @ApiProperty({ format: 'date-time' })
  created_at!: string;
  @ApiProperty({ type: [GroupEntryBody] })
  review_groups_data!: GroupEntryBody[];
  @ApiProperty({ type: TimeWindowSchema, nullable })
  time_window!: TimeWindowSchema | null;
  @ApiProperty({ type: String, nullable })
  access_request_rule_name!: string | null;
  @ApiProperty({ type: 'integer', description: '0 means all groups' })
  min_approvals!: number;
  @ApiProperty({ type: [String] })
  force_approval_groups!: string[];
  @ApiPropertyOptional({
    type: String,
    description: 'Left out unless rejected with a reason; `expired` once the deadline passed',
  })
  rejection_reason?: string;
}

@ApiSchema({ name: 'AccessError' })
export class ErrorBody {
  @ApiProperty()
  message!: string;
}
