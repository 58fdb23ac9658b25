import {
  check,
  IsOptional,
  JsonObjectField,
  ListOf,
  OneOf,
  Part,
  Required,
  Text,
  Texts,
  Timestamp,
  WholeNumber,
} from '@countersign/http';
import type { Principal, ReviewType, Role } from '@countersign/review';
import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { RuleDraftWish } from './rule-schema';
import { Labels, REVIEW_TYPES } from './schema';
import { KINDS, ROLES } from './shown';

const nullable = true;
const MOST_PRINCIPALS = 100;
const time = { type: String, format: 'date-time', nullable } as const;

/** As much of a request as its rule and its slots depend on. */
@ApiSchema({ name: 'PreviewedRequest' })
export class PreviewedRequest {
  @ApiProperty({ example: 'changeset' })
  @Required()
  @Text(255, 1)
  subjectKind!: string;

  @ApiProperty({ example: 'apply' })
  @Required()
  @Text(255, 1)
  action!: string;

  @ApiPropertyOptional({ nullable, type: 'object', additionalProperties: { type: 'string' } })
  @IsOptional()
  @Labels()
  labels?: Record<string, string> | null;

  @ApiPropertyOptional({ nullable, type: [String] })
  @IsOptional()
  @Texts(100, 255)
  groups?: string[] | null;

  @ApiPropertyOptional({ nullable, type: 'integer', minimum: 0, maximum: 100 })
  @IsOptional()
  @WholeNumber(0, 100)
  minApprovals?: number | null;

  @ApiPropertyOptional({ nullable, type: [String] })
  @IsOptional()
  @Texts(100, 255)
  forceApprovalGroups?: string[] | null;

  @ApiPropertyOptional({ type: String, nullable })
  @IsOptional()
  @Text(255, 1)
  assignee?: string | null;

  @ApiPropertyOptional({ nullable, enum: REVIEW_TYPES, default: 'onetime' })
  @IsOptional()
  @OneOf(REVIEW_TYPES)
  type?: ReviewType | null;

  @ApiPropertyOptional({ nullable, type: 'integer', minimum: 0, maximum: 2 ** 31 - 1, default: 0 })
  @IsOptional()
  @WholeNumber(0, 2 ** 31 - 1)
  accessDurationSeconds?: number | null;

  @ApiPropertyOptional(time)
  @IsOptional()
  @Timestamp()
  deadline?: string | null;
}

/** Somebody who might approve. */
@ApiSchema({ name: 'PreviewedPrincipal' })
export class PreviewedPrincipal {
  @ApiProperty({ example: 'bob' })
  @Required()
  @Text(1_024, 1)
  id!: string;

  @ApiPropertyOptional({ nullable, type: [String] })
  @IsOptional()
  @Texts(1_000, 255)
  groups?: string[] | null;

  @ApiPropertyOptional({
    nullable,
    enum: ROLES,
    isArray: true,
    description: 'An administrator is a member of `admin`',
  })
  @IsOptional()
  @check(
    'enum',
    `Each should be one of ${ROLES.join(', ')}`,
    (given) => Array.isArray(given) && given.every((role) => ROLES.includes(role as Role)),
  )
  roles?: Role[] | null;

  @ApiPropertyOptional({ nullable, enum: KINDS, default: 'human' })
  @IsOptional()
  @OneOf(KINDS)
  kind?: Principal['kind'] | null;
}

@ApiSchema({ name: 'Preview' })
export class PreviewWish {
  @ApiProperty({ type: PreviewedRequest, description: 'As the caller would make it' })
  @Required()
  @JsonObjectField()
  @Part(PreviewedRequest)
  request!: PreviewedRequest;

  @ApiPropertyOptional({ nullable, type: [PreviewedPrincipal], maxItems: MOST_PRINCIPALS })
  @IsOptional()
  @ListOf(PreviewedPrincipal, 0, MOST_PRINCIPALS)
  principals?: PreviewedPrincipal[] | null;

  @ApiPropertyOptional({
    type: RuleDraftWish,
    nullable,
    description: 'Put in the place of the rule of its name',
  })
  @IsOptional()
  @JsonObjectField()
  @Part(RuleDraftWish)
  rule?: RuleDraftWish | null;
}
