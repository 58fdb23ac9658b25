import { ApiProperty } from '@nestjs/swagger';

const SESSION = 'a1b2c3d4-5678-90ab-cdef-1234567890ab';
const REVIEW = '497f6eca-6276-4993-bfeb-53cbbbba6f08';
const REQUESTED_AT = '2026-03-17T10:31:00.000Z';
const DECIDED_AT = '2026-03-17T10:32:00.000Z';

class PendingOutput {
  @ApiProperty({ example: 'executor' })
  module_name!: string;

  @ApiProperty({ example: 'workflow_output' })
  review_type!: string;

  @ApiProperty({ example: 'Generated Cypher query: MATCH (fs:FaultSchedule)...' })
  content!: string;

  @ApiProperty({ format: 'date-time', example: REQUESTED_AT })
  requested_at!: string;
}

export class PendingAnswer {
  @ApiProperty({ example: SESSION })
  session_id!: string;

  @ApiProperty()
  has_pending!: boolean;

  @ApiProperty({ type: PendingOutput, nullable: true })
  review!: PendingOutput | null;
}

export class RequestedAnswer {
  @ApiProperty({ example: SESSION })
  session_id!: string;

  @ApiProperty({ format: 'uuid', example: REVIEW })
  review_id!: string;

  @ApiProperty({ format: 'date-time', example: REQUESTED_AT })
  requested_at!: string;
}

class HistoryItem {
  @ApiProperty({ type: 'integer', description: 'The n-th decision of the workspace.', example: 1 })
  id!: number;

  @ApiProperty({ example: SESSION })
  session_id!: string;

  @ApiProperty({ example: 'executor' })
  module_name!: string;

  @ApiProperty({ example: 'workflow_output' })
  review_type!: string;

  @ApiProperty({ enum: ['approve', 'reject', 'revoke'] })
  decision!: string;

  @ApiProperty({
    nullable: true,
    oneOf: [{ type: 'string' }, { type: 'object', additionalProperties: true }],
  })
  amendments!: unknown;

  @ApiProperty({ example: 'user-001' })
  user_id!: string;

  @ApiProperty({ type: [String], format: 'uuid' })
  memory_ids!: readonly string[];

  @ApiProperty({ format: 'date-time', example: REQUESTED_AT })
  requested_at!: string;

  @ApiProperty({ format: 'date-time', example: DECIDED_AT })
  decided_at!: string;
}

export class HistoryAnswer {
  @ApiProperty({ type: [HistoryItem] })
  items!: HistoryItem[];

  @ApiProperty({ type: 'integer', example: 128 })
  total!: number;

  @ApiProperty({ type: 'integer', example: 50 })
  limit!: number;

  @ApiProperty({ type: 'integer', example: 0 })
  offset!: number;
}

class Memory {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ example: 'User prefers fault schedules filtered by active status' })
  content!: string;

  @ApiProperty({ format: 'date-time', example: DECIDED_AT })
  created_at!: string;
}

export class MemoriesAnswer {
  @ApiProperty({ example: SESSION })
  session_id!: string;

  @ApiProperty({ type: [Memory] })
  memories!: Memory[];

  @ApiProperty({ type: 'integer', example: 2 })
  count!: number;
}
