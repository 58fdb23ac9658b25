import type {
  Amending,
  ClaimRight,
  Entry,
  ExecutionOutcome,
  Json,
  JsonObject,
  Lease,
  Verdict,
} from '@countersign/review';
import { ApiExtraModels, ApiProperty, ApiSchema, getSchemaPath } from '@nestjs/swagger';
import { ShownPerson } from './shown';

/** The parts of a review's body, as they are described and sent. */

export const textIfAny = { type: String, nullable: true } as const;
export const time = { type: String, format: 'date-time' } as const;
export const timeIfAny = { ...time, nullable: true } as const;
export const count = { type: 'integer', minimum: 0 } as const;
export const anyObject = { type: 'object', additionalProperties: true } as const;
export const anyJsonIfAny = {
  oneOf: [
    anyObject,
    { type: 'array', items: {} },
    { type: 'string' },
    { type: 'number' },
    { type: 'boolean' },
  ] as object[],
  nullable: true,
} as const;
const personIfAny = { type: ShownPerson, nullable: true } as const;

export const VERDICTS = ['approve', 'reject', 'revoke'] as const;
export const SLOT_STATUSES = ['PENDING', 'APPROVED', 'REJECTED', 'REVOKED'] as const;
export const OUTCOMES = ['succeeded', 'failed', 'unknown'] as const;
export const FINDINGS = ['executed', 'not-executed'] as const;

@ApiSchema({
  name: 'TimeWindow',
  description: 'Daily, UTC, both ends included; a start after its end crosses midnight',
})
export class TimeWindowBody {
  @ApiProperty({ example: '08:00', pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' })
  start!: string;
  @ApiProperty({ example: '18:00', pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' })
  end!: string;
}

@ApiSchema({ name: 'ProposalVersion' })
export class VersionBody {
  @ApiProperty({ type: 'integer', minimum: 1 })
  version!: number;
  @ApiProperty()
  digest!: string;
  @ApiProperty({ description: 'The id of whoever made it: the requester, or an amender' })
  by!: string;
  @ApiProperty(time)
  at!: string;
}

@ApiSchema({ name: 'ReviewPolicy', description: 'What the review obeys for its whole life' })
export class PolicyBody {
  @ApiProperty({ ...textIfAny, description: 'The matched rule; null where the request alone counted' })
  rule!: string | null;
  @ApiProperty({ type: Number, nullable: true })
  ruleRevision!: number | null;
  @ApiProperty({ ...count, description: '0: all slots' })
  minApprovals!: number;
  @ApiProperty({ description: 'Each person counts for one slot' })
  distinctApprovers!: boolean;
  @ApiProperty()
  forbidAdminSelfApproval!: boolean;
  @ApiProperty({ type: [String], description: 'Whose members may decide at once' })
  forceApprovalGroups!: readonly string[];
  @ApiProperty({ enum: ['allowed', 'second-person', 'forbidden'] })
  amending!: Amending;
  @ApiProperty({ type: 'array', items: { type: 'string', enum: [...VERDICTS, 'force'] } })
  reasonRequired!: readonly (Verdict | 'force')[];
  @ApiProperty({ ...count, description: 'How long an approval lasts where no access duration is given' })
  grantTtlSeconds!: number;
}

@ApiSchema({ name: 'GroupHolder' })
class GroupHolder {
  @ApiProperty({ enum: ['group'] })
  kind!: 'group';
  @ApiProperty()
  group!: string;
}
@ApiSchema({ name: 'UserHolder' })
class UserHolder {
  @ApiProperty({ enum: ['user'] })
  kind!: 'user';
  @ApiProperty()
  user!: string;
}
@ApiSchema({ name: 'AnyoneHolder', description: 'Anyone with the role reviewer or admin' })
class AnyoneHolder {
  @ApiProperty({ enum: ['anyone'] })
  kind!: 'anyone';
}
export const HOLDERS = [GroupHolder, UserHolder, AnyoneHolder] as const;
export type HolderBody = GroupHolder | UserHolder | AnyoneHolder;

/** Who may fill a slot, in the document; the class needs `ApiExtraModels(...HOLDERS)`. */
export const Holder = (): PropertyDecorator =>
  ApiProperty({
    oneOf: HOLDERS.map((holder) => ({ $ref: getSchemaPath(holder) })),
    discriminator: {
      propertyName: 'kind',
      mapping: {
        group: getSchemaPath(GroupHolder),
        user: getSchemaPath(UserHolder),
        anyone: getSchemaPath(AnyoneHolder),
      },
    },
  });

@ApiSchema({ name: 'ReviewEntry' })
class EntryBody {
  @ApiProperty({ format: 'uuid' })
  id!: string;
  @ApiProperty({ enum: SLOT_STATUSES })
  status!: Entry['status'];
  @ApiProperty(personIfAny)
  by!: ShownPerson | null;
  @ApiProperty(timeIfAny)
  at!: string | null;
  @ApiProperty({ description: 'Break-glass' })
  forced!: boolean;
  @ApiProperty()
  selfApproved!: boolean;
  @ApiProperty({ description: 'An approval stood here and an amendment voided it' })
  voided!: boolean;
}

@ApiExtraModels(...HOLDERS)
@ApiSchema({ name: 'ReviewSlot', description: 'One approval that is needed' })
export class SlotBody extends EntryBody {
  @Holder()
  holder!: HolderBody;
}

@ApiSchema({ name: 'ReviewExtraEntry', description: 'A decision beside the slots; it is never counted' })
export class ExtraEntryBody extends EntryBody {
  @ApiProperty({ description: 'Under which it is shown, empty for none' })
  group!: string;
}

@ApiSchema({ name: 'ReviewDecision', description: 'One decision in the order given, standing or replaced' })
export class DecisionBody {
  @ApiProperty({ format: 'uuid' })
  eventId!: string;
  @ApiProperty({ enum: VERDICTS, enumName: 'Verdict' })
  verdict!: Verdict;
  @ApiProperty({ type: ShownPerson })
  by!: ShownPerson;
  @ApiProperty(time)
  at!: string;
  @ApiProperty(textIfAny)
  note!: string | null;
  @ApiProperty({ type: 'integer', minimum: 1, description: 'The version of the content that was decided' })
  version!: number;
  @ApiProperty({
    type: 'array',
    items: { type: 'integer' },
    description: 'The indices of the slots it filled',
  })
  slots!: readonly number[];
  @ApiProperty()
  forced!: boolean;
  @ApiProperty()
  selfApproved!: boolean;
  @ApiProperty({ oneOf: [anyObject, { type: 'string' }], nullable: true })
  amendments!: JsonObject | string | null;
  @ApiProperty({ description: 'An amendment or a later decision of the same person has taken its place' })
  voided!: boolean;
  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'Null where the status stayed' })
  outcomeEventId!: string | null;
}

@ApiSchema({ name: 'ExecutionReport' })
class ReportBody {
  @ApiProperty({ enum: OUTCOMES, enumName: 'ExecutionOutcome' })
  outcome!: ExecutionOutcome;
  @ApiProperty(time)
  at!: string;
  @ApiProperty({ ...anyJsonIfAny, description: 'What the executor returned' })
  result!: Json;
  @ApiProperty(textIfAny)
  note!: string | null;
}

@ApiSchema({ name: 'ReviewLease', description: 'One use of the grant' })
export class LeaseBody {
  @ApiProperty({ type: 'integer', minimum: 1 })
  number!: number;
  @ApiProperty({ type: ShownPerson })
  by!: ShownPerson;
  @ApiProperty({ enum: ['requester', 'admin', 'scope'], description: 'What let him claim' })
  right!: ClaimRight;
  @ApiProperty(time)
  claimedAt!: string;
  @ApiProperty({ ...time, description: 'When it runs out unless it is extended' })
  until!: string;
  @ApiProperty({ enum: ['running', 'reported', 'lost'] })
  status!: Lease['status'];
  @ApiProperty({ type: ReportBody, nullable: true })
  report!: ReportBody | null;
}

@ApiSchema({
  name: 'ExecutionFinding',
  description: 'What was found out about a run whose outcome was unknown',
})
export class FindingBody {
  @ApiProperty({ enum: FINDINGS })
  finding!: (typeof FINDINGS)[number];
  @ApiProperty({ enum: ['executor', 'human'] })
  source!: 'executor' | 'human';
  @ApiProperty({
    type: String,
    enum: ['succeeded', 'failed'],
    nullable: true,
    description: 'Of a late report',
  })
  outcome!: 'succeeded' | 'failed' | null;
  @ApiProperty({ type: ShownPerson })
  by!: ShownPerson;
  @ApiProperty(time)
  at!: string;
  @ApiProperty(textIfAny)
  note!: string | null;
  @ApiProperty({ format: 'uuid' })
  eventId!: string;
}

@ApiSchema({ name: 'ReviewWithdrawal' })
export class WithdrawnBody {
  @ApiProperty({ type: ShownPerson })
  by!: ShownPerson;
  @ApiProperty(time)
  at!: string;
  @ApiProperty(textIfAny)
  note!: string | null;
  @ApiProperty({ format: 'uuid' })
  eventId!: string;
}

@ApiSchema({ name: 'OpenSlot' })
@ApiExtraModels(...HOLDERS)
class OpenSlotBody {
  @ApiProperty(count)
  index!: number;
  @Holder()
  holder!: HolderBody;
  @ApiProperty({ description: 'Whether the caller is a member of it' })
  isHeld!: boolean;
}

@ApiSchema({ name: 'MissingApprovals', description: 'Nothing, unless the review is PENDING' })
export class MissingBody {
  @ApiProperty(count)
  approvals!: number;
  @ApiProperty({ description: 'Somebody other than its amender has to approve the amended content' })
  secondPerson!: boolean;
  @ApiProperty({ type: [OpenSlotBody] })
  openSlots!: readonly OpenSlotBody[];
}
