import {
  Flag,
  IsOptional,
  JsonObjectField,
  OneOf,
  Required,
  SessionId,
  Text,
  TextMap,
  Texts,
  Timestamp,
  WholeNumber,
} from '@countersign/http';
import type { JsonObject } from '@countersign/review';
import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';

export const STATUS_WORDS = ['pending', 'approved', 'rejected', 'revoked', 'expired', 'withdrawn'] as const;
export type StatusWord = (typeof STATUS_WORDS)[number];

const nullable = true;
const text = { type: String, nullable } as const;
const time = { type: String, format: 'date-time', nullable } as const;
const anyObject = { type: 'object', additionalProperties: true } as const;

@ApiSchema({ name: 'ApprovalDecision' })
export class DecideBody {
  @ApiPropertyOptional(text)
  @IsOptional()
  @Text(10_000)
  note?: string | null;
}

@ApiSchema({ name: 'ApprovalAsk' })
export class AskBody {
  @ApiProperty({ example: 'changeset' })
  @Required()
  @Text(255, 1)
  subjectKind!: string;

  @ApiProperty({ example: 'apply' })
  @Required()
  @Text(255, 1)
  actionKind!: string;

  @ApiPropertyOptional(text)
  @IsOptional()
  @Text(255)
  subjectChangesetId?: string | null;

  @ApiPropertyOptional({ ...text, description: 'Without one: the action and the subject kind' })
  @IsOptional()
  @Text(1_000)
  title?: string | null;

  @ApiPropertyOptional(text)
  @IsOptional()
  @Text(10_000)
  rationale?: string | null;

  @ApiPropertyOptional({ ...anyObject, nullable, description: 'What is to be approved, up to 512 KiB' })
  @IsOptional()
  @JsonObjectField()
  requestPayload?: JsonObject | null;

  @ApiPropertyOptional({ ...text, description: 'The only approver, and a filter for him' })
  @IsOptional()
  @Text(255, 1)
  assignedUserId?: string | null;

  @ApiPropertyOptional({ ...time, description: 'Without a decision by then nobody can approve any more' })
  @IsOptional()
  @Timestamp()
  expiresAt?: string | null;

  @ApiPropertyOptional({ ...text, description: 'Also as the header `Idempotency-Key`' })
  @IsOptional()
  @Text(255, 1)
  idempotencyKey?: string | null;

  @ApiPropertyOptional({ ...text, description: 'Also the session, unless `sessionId` names one' })
  @IsOptional()
  @SessionId()
  threadId?: string | null;

  @ApiPropertyOptional(text)
  @IsOptional()
  @Text(255)
  turnId?: string | null;

  @ApiPropertyOptional(text)
  @IsOptional()
  @Text(255)
  toolCallId?: string | null;

  @ApiPropertyOptional(text)
  @IsOptional()
  @SessionId()
  sessionId?: string | null;

  @ApiPropertyOptional({ type: 'object', additionalProperties: { type: 'string' }, nullable })
  @IsOptional()
  @TextMap(100, 1_000)
  labels?: Record<string, string> | null;

  @ApiPropertyOptional({ type: [String], nullable, description: 'Remembered once it is approved' })
  @IsOptional()
  @Texts(100, 2_000)
  candidateMemories?: string[] | null;
}

export class ListQuery {
  @IsOptional()
  @Text(255)
  subject_kind?: string;

  @IsOptional()
  @Text(255)
  changesetId?: string;

  @IsOptional()
  @OneOf(STATUS_WORDS)
  status?: StatusWord;

  @IsOptional()
  @Text(255)
  thread_id?: string;

  @Flag()
  assignedToMe: boolean = false;

  @WholeNumber(1, 100)
  limit: number = 50;

  @IsOptional()
  @Text(255)
  cursor?: string;
}

@ApiSchema({ name: 'Approval' })
export class ApprovalBody {
  @ApiProperty()
  actionKind!: string;
  @ApiProperty(text)
  assignedUserId!: string | null;
  @ApiProperty({ format: 'date-time' })
  createdAt!: string;
  @ApiProperty(time)
  expiresAt!: string | null;
  @ApiProperty({ format: 'uuid' })
  id!: string;
  @ApiProperty(text)
  idempotencyKey!: string | null;
  @ApiProperty(text)
  rationale!: string | null;
  @ApiProperty({ ...anyObject, description: 'In its current version' })
  requestPayload!: JsonObject;
  @ApiProperty({ format: 'uuid' })
  requestedEventId!: string;
  @ApiProperty()
  requesterUserId!: string;
  @ApiProperty(text)
  resolutionNote!: string | null;
  @ApiProperty(time)
  resolvedAt!: string | null;
  @ApiProperty(text)
  resolvedBy!: string | null;
  @ApiProperty({ type: String, format: 'uuid', nullable })
  resolvedEventId!: string | null;
  @ApiProperty({ enum: STATUS_WORDS })
  status!: StatusWord;
  @ApiProperty(text)
  subjectChangesetId!: string | null;
  @ApiProperty()
  subjectKind!: string;
  @ApiProperty(text)
  threadId!: string | null;
  @ApiProperty()
  title!: string;
  @ApiProperty(text)
  toolCallId!: string | null;
  @ApiProperty(text)
  turnId!: string | null;
  @ApiProperty({ format: 'date-time' })
  updatedAt!: string;
  @ApiProperty({ format: 'uuid' })
  workspaceId!: string;
}

export class ApprovalAnswer {
  @ApiProperty({ type: ApprovalBody })
  approval!: ApprovalBody;
}

export class ApprovalList {
  @ApiProperty({ type: [ApprovalBody] })
  items!: ApprovalBody[];
}

@ApiSchema({ name: 'ApprovalError' })
export class ErrorBody {
  @ApiProperty()
  detail!: string;
}

@ApiSchema({ name: 'ApprovalProblem' })
class ProblemBody {
  @ApiProperty({ type: 'array', items: { oneOf: [{ type: 'string' }, { type: 'integer' }] } })
  loc!: (string | number)[];
  @ApiProperty()
  msg!: string;
  @ApiProperty()
  type!: string;
}

@ApiSchema({ name: 'ApprovalProblems' })
export class ProblemsBody {
  @ApiProperty({ type: [ProblemBody] })
  detail!: ProblemBody[];
}
