import { explained, IsOptional, OneOf, Required, WholeNumber } from '@countersign/http';
import type { ExecutionOutcome, Json, JsonObject } from '@countersign/review';
import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { Note, SeenDigest } from './decision-schema';
import { ReviewBody } from './review-body';
import { anyJsonIfAny, anyObject, FINDINGS, OUTCOMES, time } from './review-parts';
import { LONGEST_NAME } from './schema';

const SHORTEST_LEASE_SECONDS = 5;
const LONGEST_LEASE_SECONDS = 3_600;

@ApiSchema({ name: 'ReviewWithdrawalWish' })
export class WithdrawBody {
  @Note()
  note?: string | null;
}

function problemOfAssignee(given: unknown): string | null {
  if (given === undefined) return 'Field required';
  if (given === null || (typeof given === 'string' && given !== '' && given.length <= LONGEST_NAME))
    return null;
  return `Input should be null or a valid string of 1 to ${LONGEST_NAME} characters`;
}

@ApiSchema({ name: 'ReviewReassignment' })
export class ReassignBody {
  @ApiProperty({
    type: String,
    nullable: true,
    minLength: 1,
    maxLength: LONGEST_NAME,
    description: 'Null: nobody',
  })
  @explained('string_type', problemOfAssignee)
  assignee!: string | null;

  @Note()
  note?: string | null;
}

@ApiSchema({ name: 'ExecutionClaim' })
export class ClaimBody {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: SHORTEST_LEASE_SECONDS,
    maximum: LONGEST_LEASE_SECONDS,
    default: 60,
    nullable: true,
  })
  @IsOptional()
  @WholeNumber(SHORTEST_LEASE_SECONDS, LONGEST_LEASE_SECONDS)
  leaseSeconds?: number | null;

  @SeenDigest()
  seenDigest?: string | null;
}

const token = { type: 'integer', minimum: 0, description: 'As the claim answered it' } as const;

@ApiSchema({ name: 'LeaseHeartbeat' })
export class HeartbeatBody {
  @ApiProperty(token)
  @Required()
  @WholeNumber(0, Number.MAX_SAFE_INTEGER)
  fencingToken!: number;
}

@ApiSchema({ name: 'ExecutionReportWish' })
export class CompleteBody extends HeartbeatBody {
  @ApiProperty({ enum: OUTCOMES, enumName: 'ExecutionOutcome', description: 'How the run ended' })
  @OneOf(OUTCOMES)
  outcome!: ExecutionOutcome;

  @ApiPropertyOptional({ ...anyJsonIfAny, description: 'What came of it, up to 64 KiB' })
  @IsOptional()
  result?: Json;

  @Note()
  note?: string | null;
}

@ApiSchema({ name: 'ExecutionFindingWish' })
export class ReconcileBody {
  @ApiProperty({ enum: FINDINGS })
  @OneOf(FINDINGS)
  finding!: (typeof FINDINGS)[number];

  @Note()
  note?: string | null;
}

@ApiSchema({ name: 'HeldLease', description: 'For whoever claimed it' })
export class HeldLease {
  @ApiProperty({ type: 'integer', minimum: 1 })
  number!: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'To be sent with every heartbeat and the report' })
  fencingToken!: number;

  @ApiProperty({ ...time, description: 'When it runs out unless a heartbeat comes before' })
  until!: string;

  @ApiProperty({ type: 'integer', description: 'How long it was claimed for' })
  seconds!: number;
}

@ApiSchema({ name: 'LeaseAnswer' })
export class LeaseAnswer {
  @ApiProperty({ type: HeldLease })
  lease!: HeldLease;
}

@ApiSchema({ name: 'ClaimedExecution' })
export class ClaimAnswer extends LeaseAnswer {
  @ApiProperty({ ...anyObject, description: 'What was approved, and is to be executed as it is' })
  payload!: JsonObject;

  @ApiProperty({ description: 'Of the payload' })
  digest!: string;

  @ApiProperty({ type: 'integer', minimum: 1 })
  version!: number;

  @ApiProperty({ type: ReviewBody })
  review!: ReviewBody;
}
