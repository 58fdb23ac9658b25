import type { Amending, Policy, ReviewType, TimeWindow } from '@countersign/review';
import type { RuleMatch } from '@countersign/rule';
import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { TimeWindowBody } from './review-parts';
import { AMENDING, LabelPair, REASONS } from './rule-schema';
import { REVIEW_TYPES } from './schema';
import { ShownPerson } from './shown';

const nullable = true;
const seconds = { type: 'integer', nullable } as const;

@ApiSchema({ name: 'RuleMatchLabels' })
class MatchLabels {
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' } })
  allOf!: RuleMatch['labels']['allOf'];
  @ApiProperty({ type: [LabelPair] })
  anyOf!: RuleMatch['labels']['anyOf'];
}

@ApiSchema({ name: 'RuleMatch' })
class Match {
  @ApiProperty({ type: [String] })
  kinds!: readonly string[];
  @ApiProperty({ type: [String] })
  actions!: readonly string[];
  @ApiProperty({ type: MatchLabels })
  labels!: MatchLabels;
}

@ApiSchema({ name: 'Rule' })
export class RuleBody {
  @ApiProperty({ example: 'payments' })
  name!: string;
  @ApiProperty({
    type: 'integer',
    description: 'Pinned on every review that the rule matched; part of the `ETag`',
  })
  revision!: number;
  @ApiProperty()
  description!: string;
  @ApiProperty({ type: 'integer' })
  priority!: number;
  @ApiProperty({ type: Match })
  match!: RuleMatch;
  @ApiProperty({ type: [String] })
  groups!: readonly string[];
  @ApiProperty({ type: 'integer' })
  minApprovals!: number;
  @ApiProperty()
  distinctApprovers!: boolean;
  @ApiProperty()
  forbidAdminSelfApproval!: boolean;
  @ApiProperty({ type: [String] })
  forceApprovalGroups!: readonly string[];
  @ApiProperty({ type: String, enum: AMENDING, nullable })
  amending!: Amending | null;
  @ApiProperty({ enum: REASONS, isArray: true })
  reasonRequired!: Policy['reasonRequired'];
  @ApiProperty(seconds)
  ttlSeconds!: number | null;
  @ApiProperty(seconds)
  grantTtlSeconds!: number | null;
  @ApiProperty({ type: String, enum: REVIEW_TYPES, nullable })
  type!: ReviewType | null;
  @ApiProperty(seconds)
  accessDurationSeconds!: number | null;
  @ApiProperty({ type: TimeWindowBody, nullable })
  timeWindow!: TimeWindow | null;
  @ApiProperty({ format: 'date-time' })
  setAt!: string;
  @ApiProperty({ type: ShownPerson })
  setBy!: ShownPerson;
}

export class RuleList {
  @ApiProperty({ type: [RuleBody], description: 'In the order in which they are tried' })
  items!: readonly RuleBody[];
}

@ApiSchema({ name: 'RuleReference' })
export class RuleReference {
  @ApiProperty()
  name!: string;
  @ApiProperty({ type: 'integer', nullable, description: 'Null: it is the draft' })
  revision!: number | null;
}
