import type { JsonObject } from '@countersign/review';
import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import {
  anyObject,
  count,
  DecisionBody,
  ExtraEntryBody,
  FindingBody,
  LeaseBody,
  MissingBody,
  PolicyBody,
  SlotBody,
  textIfAny,
  timeIfAny,
  TimeWindowBody,
  VersionBody,
  WithdrawnBody,
} from './review-parts';
import { PermissionsBody } from './review-permissions';
import { ReviewOutline } from './review-summary';

/** A review, wherever one is answered: a row of a list with its content, its history and what the caller may do. */
@ApiSchema({ name: 'Review' })
export class ReviewBody extends ReviewOutline {
  @ApiProperty(textIfAny)
  rationale!: string | null;

  @ApiProperty({ ...anyObject, description: 'What is up for approval, in its current version' })
  payload!: JsonObject;

  @ApiProperty({ type: [VersionBody] })
  versions!: readonly VersionBody[];

  @ApiProperty(textIfAny)
  turn!: string | null;

  @ApiProperty(textIfAny)
  toolCall!: string | null;

  @ApiProperty({ type: PolicyBody })
  policy!: PolicyBody;

  @ApiProperty({ type: [SlotBody] })
  slots!: readonly SlotBody[];

  @ApiProperty({ type: [ExtraEntryBody] })
  extraEntries!: readonly ExtraEntryBody[];

  @ApiProperty({ type: [DecisionBody] })
  decisions!: readonly DecisionBody[];

  @ApiProperty({ type: [String], description: 'Remembered once it is approved' })
  candidateMemories!: readonly string[];

  @ApiProperty({ type: TimeWindowBody, nullable: true })
  timeWindow!: TimeWindowBody | null;

  @ApiProperty({ ...count, description: '0: as the policy says' })
  accessDurationSeconds!: number;

  @ApiProperty({ ...timeIfAny, description: 'The end of access, once it is approved' })
  accessUntil!: string | null;

  @ApiProperty({ type: [LeaseBody], description: 'All that are running, and the latest of the others' })
  leases!: readonly LeaseBody[];

  @ApiProperty({ type: String, enum: ['succeeded', 'failed'], nullable: true, description: 'Once EXECUTED' })
  execution!: 'succeeded' | 'failed' | null;

  @ApiProperty({ type: FindingBody, nullable: true, description: 'Beside UNKNOWN' })
  finding!: FindingBody | null;

  @ApiProperty({ type: WithdrawnBody, nullable: true })
  withdrawn!: WithdrawnBody | null;

  @ApiProperty({ type: MissingBody })
  missing!: MissingBody;

  @ApiProperty({
    type: PermissionsBody,
    nullable: true,
    description: 'Null for a review as it was, also where a write that was made before is answered again',
  })
  permissions!: PermissionsBody | null;
}
