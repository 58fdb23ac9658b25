import {
  approvalsCounted,
  approvalsNeeded,
  type Review,
  type ReviewStatus,
  type Slot,
} from '@countersign/review';
import { ApiExtraModels, ApiProperty, ApiSchema } from '@nestjs/swagger';
import { Holder, type HolderBody, HOLDERS, SLOT_STATUSES } from './review-parts';
import { REVIEW_TYPES, STATUSES } from './schema';
import { ShownPerson, shownPerson, timeOf, timeOrNull } from './shown';

const text = { type: String, nullable: true } as const;
const count = { type: 'integer', minimum: 0 } as const;
const time = { type: String, format: 'date-time' } as const;
const timeIfAny = { ...time, nullable: true } as const;

@ApiSchema({ name: 'SlotSummary', description: 'One of the approvals that are wanted, and how it stands' })
@ApiExtraModels(...HOLDERS)
class SlotSummary {
  @Holder()
  holder!: HolderBody;

  @ApiProperty({ enum: SLOT_STATUSES })
  status!: Slot['status'];
}

/** What a review says wherever it is shown. */
export class ReviewOutline {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ ...count, description: 'Counts its facts; part of the `ETag`' })
  revision!: number;

  @ApiProperty({ enum: STATUSES, enumName: 'ReviewStatus' })
  status!: ReviewStatus;

  @ApiProperty({
    enum: REVIEW_TYPES,
    enumName: 'ReviewType',
    description: 'May be executed once, or for a while',
  })
  type!: Review['reviewType'];

  @ApiProperty()
  session!: string;

  @ApiProperty({ example: 'changeset' })
  subjectKind!: string;

  @ApiProperty(text)
  subjectId!: string | null;

  @ApiProperty({ example: 'apply' })
  action!: string;

  @ApiProperty()
  title!: string;

  @ApiProperty({ description: 'Of the content that is up for approval now: SHA-256 over its RFC 8785 form' })
  digest!: string;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'Of the content; an amendment makes the next' })
  version!: number;

  @ApiProperty({ type: ShownPerson })
  requester!: ShownPerson;

  @ApiProperty({ ...text, description: 'The human for whom an agent asks' })
  onBehalfOf!: string | null;

  @ApiProperty(text)
  assignee!: string | null;

  @ApiProperty(text)
  thread!: string | null;

  @ApiProperty(text)
  changeset!: string | null;

  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' } })
  labels!: Readonly<Record<string, string>>;

  @ApiProperty({ type: [String], description: 'Those that hold slots' })
  groups!: readonly string[];

  @ApiProperty({ description: 'By break-glass, at least once' })
  forced!: boolean;

  @ApiProperty({ ...count, description: 'How many slots are approved, as far as they count' })
  approvals!: number;

  @ApiProperty(count)
  approvalsNeeded!: number;

  @ApiProperty({ type: ShownPerson, nullable: true, description: 'Whose decision made the outcome' })
  decidedBy!: ShownPerson | null;

  @ApiProperty(timeIfAny)
  decidedAt!: string | null;

  @ApiProperty(time)
  requestedAt!: string;

  @ApiProperty(time)
  updatedAt!: string;

  @ApiProperty({ ...timeIfAny, description: 'Without a decision by then nobody can approve it any more' })
  deadline!: string | null;
}

/** As much of a review as a row of a list shows; without its content. */
export class ReviewSummary extends ReviewOutline {
  @ApiProperty({ type: [SlotSummary] })
  slots!: readonly SlotSummary[];
}

export function summaryOf(review: Review): ReviewSummary {
  const { id, revision, status, session, subject, action, proposal, requester, links } = review;
  return {
    id,
    revision,
    status,
    type: review.reviewType,
    session,
    subjectKind: subject.kind,
    subjectId: subject.id,
    action,
    title: proposal.title,
    digest: proposal.digest,
    version: proposal.version,
    requester: shownPerson(requester),
    onBehalfOf: requester.onBehalfOf,
    assignee: review.assignee,
    thread: links.thread,
    changeset: links.changeset,
    labels: review.labels,
    groups: groupsOf(review),
    slots: review.slots.map(({ holder, status: stands }) => ({ holder, status: stands })),
    forced: review.decisions.some(({ forced }) => forced),
    approvals: approvalsCounted(review),
    approvalsNeeded: approvalsNeeded(review),
    decidedBy: 'outcome' in review ? shownPerson(review.outcome.by) : null,
    decidedAt: 'outcome' in review ? timeOf(review.outcome.at) : null,
    requestedAt: timeOf(review.requestedAt),
    updatedAt: timeOf(review.updatedAt),
    deadline: timeOrNull(review.deadline),
  };
}

/** The groups that hold its slots, each once. */
function groupsOf({ slots }: Pick<Review, 'slots'>): readonly string[] {
  return [...new Set(slots.flatMap(({ holder }) => (holder.kind === 'group' ? [holder.group] : [])))];
}
