import {
  check,
  IsOptional,
  IsUUID,
  OneOf,
  Required,
  SessionId,
  Text,
  Texts,
  Timestamp,
  WholeNumber,
} from '@countersign/http';
import type { JsonObject } from '@countersign/review';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

const LONGEST_NAME = 255;
/** As long as a body may be: the payload as a whole has its own limit, which answers 413. */
const LONGEST_TEXT = 1024 * 1024;
const LONGEST_NOTE = 10_000;
const MOST_MEMORIES = 100;
const LONGEST_MEMORY = 2_000;
const HIGHEST_OFFSET = 2 ** 31 - 1;

const isAmendment = (value: unknown): boolean =>
  typeof value === 'string' || (typeof value === 'object' && value !== null && !Array.isArray(value));

const ReviewId = (): PropertyDecorator =>
  IsUUID('all', { message: 'Input should be a valid UUID', context: { type: 'uuid_parsing' } });

export class SessionPath {
  @SessionId()
  session_id!: string;
}

export class ApproveBody {
  @ApiPropertyOptional({
    nullable: true,
    oneOf: [{ type: 'string' }, { type: 'object', additionalProperties: true }],
    description: 'A JSON Merge Patch (RFC 7386) on the payload, or a text that replaces its content.',
  })
  @IsOptional()
  @check('amendments_type', 'Input should be null, a valid dictionary or a valid string', isAmendment)
  amendments?: JsonObject | string | null;

  @ApiPropertyOptional({ type: String, nullable: true, maxLength: LONGEST_NOTE })
  @IsOptional()
  @Text(LONGEST_NOTE)
  note?: string | null;

  @ApiPropertyOptional({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'Which review of the session.',
  })
  @IsOptional()
  @ReviewId()
  review_id?: string | null;
}

export class RejectBody {
  @ApiPropertyOptional({ type: String, nullable: true, maxLength: LONGEST_NOTE })
  @IsOptional()
  @Text(LONGEST_NOTE)
  reason?: string | null;

  @ApiPropertyOptional({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'Which review of the session.',
  })
  @IsOptional()
  @ReviewId()
  review_id?: string | null;
}

export class RequestBody {
  @ApiProperty({ example: 'executor', maxLength: LONGEST_NAME })
  @Required()
  @Text(LONGEST_NAME, 1)
  module_name!: string;

  @ApiProperty({ example: 'workflow_output', maxLength: LONGEST_NAME })
  @Required()
  @Text(LONGEST_NAME, 1)
  review_type!: string;

  @ApiProperty({ example: 'Generated Cypher query: MATCH (fs:FaultSchedule)...' })
  @Required()
  @Text(LONGEST_TEXT)
  content!: string;

  @ApiPropertyOptional({ type: [String], nullable: true, maxItems: MOST_MEMORIES })
  @IsOptional()
  @Texts(MOST_MEMORIES, LONGEST_MEMORY)
  candidate_memories?: string[] | null;
}

export class HistoryQuery {
  @IsOptional()
  @Text(LONGEST_NAME)
  module_name?: string;

  @IsOptional()
  @OneOf(['approve', 'reject', 'revoke'])
  decision?: 'approve' | 'reject' | 'revoke';

  @WholeNumber(1, 500)
  limit: number = 50;

  @WholeNumber(0, HIGHEST_OFFSET)
  offset: number = 0;

  @IsOptional()
  @Text(1_024)
  session_id?: string;

  @IsOptional()
  @Text(1_024)
  user_id?: string;

  @IsOptional()
  @Timestamp()
  from?: string;

  @IsOptional()
  @Timestamp()
  to?: string;
}
