import {
  check,
  Flag,
  IsOptional,
  JsonObjectField,
  ListOf,
  OneOf,
  Part,
  Required,
  Text,
  TextMap,
  Texts,
  WholeNumber,
} from '@countersign/http';
import type { Amending, ReviewType } from '@countersign/review';
import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { REVIEW_TYPES } from './schema';

const nullable = true;
/** Shapes only: what a rule may say is for the rules themselves to decide. */
const MOST = 1_000;
const LONGEST = 10_000;
const SAFE = Number.MAX_SAFE_INTEGER;

export const AMENDING = ['allowed', 'second-person', 'forbidden'] as const;
export const REASONS = ['approve', 'reject', 'revoke', 'force'] as const;
type Reason = (typeof REASONS)[number];

const names = { type: 'array', items: { type: 'string' }, maxItems: 50 } as const;
const seconds = { type: 'integer', nullable, minimum: 1, default: null } as const;

@ApiSchema({ name: 'RuleLabel' })
export class LabelPair {
  @ApiProperty()
  @Required()
  @Text(LONGEST)
  key!: string;

  @ApiProperty()
  @Required()
  @Text(LONGEST)
  value!: string;
}

@ApiSchema({ name: 'RuleLabels' })
class LabelMatch {
  @ApiPropertyOptional({
    nullable,
    type: 'object',
    additionalProperties: { type: 'string' },
    description: 'Each of these with exactly this value',
  })
  @IsOptional()
  @TextMap(MOST, LONGEST)
  allOf?: Record<string, string>;

  @ApiPropertyOptional({
    nullable,
    type: [LabelPair],
    maxItems: 50,
    description: 'At least one of these, beside all of `allOf`',
  })
  @IsOptional()
  @ListOf(LabelPair, 0, MOST)
  anyOf?: LabelPair[];
}

@ApiSchema({ name: 'RuleMatchWish' })
class MatchBody {
  @ApiPropertyOptional({ nullable, ...names, description: 'Any of these kinds of subject; empty: all' })
  @IsOptional()
  @Texts(MOST, LONGEST)
  kinds?: string[];

  @ApiPropertyOptional({ nullable, ...names, description: 'Any of these actions; empty: all' })
  @IsOptional()
  @Texts(MOST, LONGEST)
  actions?: string[];

  @ApiPropertyOptional({ nullable, type: LabelMatch })
  @IsOptional()
  @JsonObjectField()
  @Part(LabelMatch)
  labels?: LabelMatch;
}

const TIME_OF_DAY = { pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$', example: '09:00' } as const;

@ApiSchema({ name: 'TimeWindowWish' })
class DailyWindow {
  @ApiProperty(TIME_OF_DAY)
  @Required()
  @Text(LONGEST)
  start!: string;

  @ApiProperty({ ...TIME_OF_DAY, example: '17:00' })
  @Required()
  @Text(LONGEST)
  end!: string;
}

/** Everything that a rule says; what is left out or null is as the description of the field has it. */
@ApiSchema({ name: 'RuleWish' })
export class RuleWish {
  @ApiPropertyOptional({ nullable, maxLength: 2_000, default: '' })
  @IsOptional()
  @Text(LONGEST)
  description?: string;

  @ApiPropertyOptional({
    nullable,
    type: 'integer',
    default: 100,
    description: 'The lowest is tried first, equals by name',
  })
  @IsOptional()
  @WholeNumber(-SAFE, SAFE)
  priority?: number;

  @ApiPropertyOptional({
    nullable,
    type: MatchBody,
    description: 'Every part must hold; an empty one holds for all',
  })
  @IsOptional()
  @JsonObjectField()
  @Part(MatchBody)
  match?: MatchBody;

  @ApiPropertyOptional({
    nullable,
    ...names,
    description:
      'A slot for each: a group, `user:<id>`, or `*` for anyone with role reviewer or admin. None: one open slot',
  })
  @IsOptional()
  @Texts(MOST, LONGEST)
  groups?: string[];

  @ApiPropertyOptional({ nullable, type: 'integer', minimum: 0, default: 0, description: '0: all slots' })
  @IsOptional()
  @WholeNumber(0, SAFE)
  minApprovals?: number;

  @ApiPropertyOptional({ nullable, default: false, description: 'One person counts for one slot' })
  @IsOptional()
  @Flag()
  distinctApprovers?: boolean;

  @ApiPropertyOptional({ nullable, default: false })
  @IsOptional()
  @Flag()
  forbidAdminSelfApproval?: boolean;

  @ApiPropertyOptional({ nullable, ...names, description: 'Groups whose members may break the glass' })
  @IsOptional()
  @Texts(MOST, LONGEST)
  forceApprovalGroups?: string[];

  @ApiPropertyOptional({
    type: String,
    enum: AMENDING,
    nullable,
    default: null,
    description: 'Null: as the action has it',
  })
  @IsOptional()
  @OneOf(AMENDING)
  amending?: Amending | null;

  @ApiPropertyOptional({ nullable, enum: REASONS, isArray: true, description: 'What needs a note' })
  @IsOptional()
  @check(
    'enum',
    `Each should be one of ${REASONS.join(', ')}`,
    (given) => Array.isArray(given) && given.every((word) => REASONS.includes(word as Reason)),
  )
  reasonRequired?: Reason[];

  @ApiPropertyOptional({
    ...seconds,
    description: 'How long a request may be pending. Null: as it says itself',
  })
  @IsOptional()
  @WholeNumber(1, SAFE)
  ttlSeconds?: number | null;

  @ApiPropertyOptional({ ...seconds, description: 'How long an approval lasts. Null: 24 h, jit 15 min' })
  @IsOptional()
  @WholeNumber(1, SAFE)
  grantTtlSeconds?: number | null;

  @ApiPropertyOptional({
    type: String,
    enum: REVIEW_TYPES,
    nullable,
    default: null,
    description: "Null: the request's own",
  })
  @IsOptional()
  @OneOf(REVIEW_TYPES)
  type?: ReviewType | null;

  @ApiPropertyOptional({
    ...seconds,
    description: 'The longest access; a request may ask for less. Null: as it says',
  })
  @IsOptional()
  @WholeNumber(1, SAFE)
  accessDurationSeconds?: number | null;

  @ApiPropertyOptional({
    type: DailyWindow,
    nullable,
    default: null,
    description: 'In UTC; no approval sets another',
  })
  @IsOptional()
  @JsonObjectField()
  @Part(DailyWindow)
  timeWindow?: DailyWindow | null;
}

@ApiSchema({ name: 'RuleDraft', description: 'A rule that is not set' })
export class RuleDraftWish extends RuleWish {
  @ApiProperty({ pattern: '^[A-Za-z0-9._-]{1,64}$' })
  @Required()
  @Text(LONGEST)
  name!: string;
}
