import { type Act, permissionsOf, type Principal, type Refusal, type Review } from '@countersign/review';
import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { refusalOf } from './errors';
import { typeOf } from './problems';

@ApiSchema({ name: 'WhyNot', description: 'The problem that would be answered' })
export class WhyNot {
  @ApiProperty({ example: typeOf('self-approval') })
  type!: string;
  @ApiProperty()
  detail!: string;
}

const whyNot = { type: WhyNot, nullable: true } as const;

@ApiSchema({
  name: 'ReviewPermissions',
  description: 'What the caller may do with the review now: null where he may, else why not',
})
export class PermissionsBody implements Readonly<Record<Act, WhyNot | null>> {
  @ApiProperty(whyNot)
  approve!: WhyNot | null;
  @ApiProperty(whyNot)
  reject!: WhyNot | null;
  @ApiProperty(whyNot)
  revoke!: WhyNot | null;
  @ApiProperty(whyNot)
  forceApprove!: WhyNot | null;
  @ApiProperty(whyNot)
  forceReject!: WhyNot | null;
  @ApiProperty(whyNot)
  forceRevoke!: WhyNot | null;
  @ApiProperty(whyNot)
  withdraw!: WhyNot | null;
  @ApiProperty(whyNot)
  reassign!: WhyNot | null;
  @ApiProperty(whyNot)
  claim!: WhyNot | null;
  @ApiProperty(whyNot)
  reconcile!: WhyNot | null;
}

export function permissionsBody(review: Review, caller: Principal, at: number): PermissionsBody {
  const answers = Object.entries(permissionsOf(review, caller, at)).map(([act, refusal]) => {
    return [act, refusal && whyNotOf(refusal)];
  });
  return Object.fromEntries(answers) as PermissionsBody;
}

/** A refusal that did not happen, as the problem that it would be. */
export function whyNotOf(refusal: Refusal): WhyNot {
  const { type, detail } = refusalOf(refusal).body;
  return { type, detail };
}
