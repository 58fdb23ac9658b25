import {
  IsOptional,
  JsonObjectField,
  OneOf,
  Required,
  SessionId,
  Text,
  Texts,
  Timestamp,
  WholeNumber,
} from '@countersign/http';
import type { JsonObject } from '@countersign/review';
import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { anyObject, textIfAny, timeIfAny } from './review-parts';
import { Labels, LONGEST_NAME, REVIEW_TYPES } from './schema';

const YEAR_SECONDS = 366 * 24 * 3600;
const id = { ...textIfAny, pattern: '^[A-Za-z0-9._:-]{1,128}$' };

/** What a request for consent says. */
@ApiSchema({ name: 'ReviewRequest' })
export class AskBody {
  @ApiProperty({ example: 'changeset', minLength: 1, maxLength: LONGEST_NAME })
  @Required()
  @Text(LONGEST_NAME, 1)
  subjectKind!: string;

  @ApiPropertyOptional({ ...textIfAny, maxLength: LONGEST_NAME })
  @IsOptional()
  @Text(LONGEST_NAME)
  subjectId?: string | null;

  @ApiProperty({ example: 'apply', minLength: 1, maxLength: LONGEST_NAME })
  @Required()
  @Text(LONGEST_NAME, 1)
  action!: string;

  @ApiPropertyOptional({
    ...textIfAny,
    maxLength: 1_000,
    description: 'Without one: action and subject kind',
  })
  @IsOptional()
  @Text(1_000)
  title?: string | null;

  @ApiPropertyOptional({ ...textIfAny, maxLength: 10_000 })
  @IsOptional()
  @Text(10_000)
  rationale?: string | null;

  @ApiProperty({ ...anyObject, description: 'What is to be approved, up to 512 KiB' })
  @Required()
  @JsonObjectField()
  payload!: JsonObject;

  @ApiPropertyOptional({ ...id, description: "Without one: the thread, else the review's own id" })
  @IsOptional()
  @SessionId()
  session?: string | null;

  @ApiPropertyOptional(id)
  @IsOptional()
  @SessionId()
  thread?: string | null;

  @ApiPropertyOptional({ ...textIfAny, maxLength: LONGEST_NAME })
  @IsOptional()
  @Text(LONGEST_NAME)
  turn?: string | null;

  @ApiPropertyOptional({ ...textIfAny, maxLength: LONGEST_NAME })
  @IsOptional()
  @Text(LONGEST_NAME)
  toolCall?: string | null;

  @ApiPropertyOptional({ ...textIfAny, maxLength: LONGEST_NAME })
  @IsOptional()
  @Text(LONGEST_NAME)
  changeset?: string | null;

  @ApiPropertyOptional({
    ...textIfAny,
    minLength: 1,
    maxLength: LONGEST_NAME,
    description: 'The only approver where there is neither a rule nor a group, else a hint',
  })
  @IsOptional()
  @Text(LONGEST_NAME, 1)
  assignee?: string | null;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'string' },
    nullable: true,
    description: 'No key is empty or has a colon',
  })
  @IsOptional()
  @Labels()
  labels?: Record<string, string> | null;

  @ApiPropertyOptional({ type: [String], nullable: true, description: 'Remembered once it is approved' })
  @IsOptional()
  @Texts(100, 2_000)
  candidateMemories?: string[] | null;

  @ApiPropertyOptional({ ...timeIfAny, description: 'Without a decision by then it expires' })
  @IsOptional()
  @Timestamp()
  deadline?: string | null;

  @ApiPropertyOptional({ type: String, enum: REVIEW_TYPES, nullable: true, default: 'onetime' })
  @IsOptional()
  @OneOf(REVIEW_TYPES)
  type?: (typeof REVIEW_TYPES)[number] | null;

  @ApiPropertyOptional({
    type: 'integer',
    nullable: true,
    minimum: 0,
    maximum: YEAR_SECONDS,
    default: 0,
    description: '0: as the rule says',
  })
  @IsOptional()
  @WholeNumber(0, YEAR_SECONDS)
  accessDurationSeconds?: number | null;

  @ApiPropertyOptional({ type: [String], nullable: true, description: 'Each needs an approval' })
  @IsOptional()
  @Texts(100, 200)
  groups?: string[] | null;

  @ApiPropertyOptional({ type: 'integer', nullable: true, minimum: 0, maximum: 100, description: '0: all' })
  @IsOptional()
  @WholeNumber(0, 100)
  minApprovals?: number | null;

  @ApiPropertyOptional({ type: [String], nullable: true, description: 'Whose members may decide at once' })
  @IsOptional()
  @Texts(100, 200)
  forceApprovalGroups?: string[] | null;
}
