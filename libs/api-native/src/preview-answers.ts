import type { ReviewType, TimeWindow } from '@countersign/review';
import type { Mismatch } from '@countersign/rule';
import { ApiExtraModels, ApiProperty, ApiSchema } from '@nestjs/swagger';
import { Holder, type HolderBody, HOLDERS, PolicyBody, TimeWindowBody } from './review-parts';
import { WhyNot } from './review-permissions';
import { RuleReference } from './rule-answers';
import { REVIEW_TYPES } from './schema';

const nullable = true;
const integers = { type: 'array', items: { type: 'integer' } } as const;
const MISMATCHES = [
  'kind',
  'action',
  'labels-all-of',
  'labels-any-of',
] as const satisfies readonly Mismatch[];

@ApiSchema({ name: 'RuleTrial' })
class Trial {
  @ApiProperty()
  name!: string;
  @ApiProperty({
    type: String,
    enum: MISMATCHES,
    nullable,
    description: 'The first part that does not hold; null: it matches',
  })
  mismatch!: Mismatch | null;
}

@ApiExtraModels(...HOLDERS)
@ApiSchema({ name: 'PreviewedSlot' })
class PreviewedSlot {
  @ApiProperty({ type: 'integer' })
  index!: number;
  @Holder()
  holder!: HolderBody;
}

@ApiSchema({ name: 'PreviewedApprover' })
class Approver {
  @ApiProperty()
  id!: string;
  @ApiProperty()
  may!: boolean;
  @ApiProperty({ type: WhyNot, nullable, description: 'Why not' })
  refusal!: WhyNot | null;
  @ApiProperty({ ...integers, description: 'Indices of the slots that his approval would fill' })
  slots!: readonly number[];
}

@ApiSchema({ name: 'PreviewAnswer' })
export class PreviewAnswer {
  @ApiProperty({ type: RuleReference, nullable, description: 'The rule that it would obey' })
  rule!: RuleReference | null;
  @ApiProperty({ type: [Trial], description: 'Every rule in the order in which they are tried' })
  trials!: readonly Trial[];
  @ApiProperty({
    type: WhyNot,
    nullable,
    description: 'Why the request would be refused; then nothing follows',
  })
  refusal!: WhyNot | null;
  @ApiProperty({ type: [PreviewedSlot] })
  slots!: readonly PreviewedSlot[];
  @ApiProperty({ type: 'integer', description: 'How many approved slots it would need' })
  needed!: number;
  @ApiProperty({ type: PolicyBody, nullable })
  policy!: PolicyBody | null;
  @ApiProperty({ type: String, format: 'date-time', nullable })
  deadline!: string | null;
  @ApiProperty({ type: String, enum: REVIEW_TYPES, nullable })
  type!: ReviewType | null;
  @ApiProperty({ type: 'integer', description: "0: as long as the policy's `grantTtlSeconds` says" })
  accessDurationSeconds!: number;
  @ApiProperty({ type: TimeWindowBody, nullable })
  timeWindow!: TimeWindow | null;
  @ApiProperty({ type: [Approver], description: 'In the order given' })
  approvers!: readonly Approver[];
  @ApiProperty({ description: 'Whether these principals together could bring the approval, without force' })
  satisfiable!: boolean;
}
