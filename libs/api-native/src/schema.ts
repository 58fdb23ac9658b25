import { check, Flag, IsOptional, positionOf, SessionId, Text, TextMap } from '@countersign/http';
import { applyDecorators } from '@nestjs/common';
import type { ReviewStatus } from '@countersign/review';

export const LONGEST_NAME = 255;
export const LONGEST_ID = 1_024;
const MOST_LABELS = 20;

const EVERY_STATUS: Readonly<Record<ReviewStatus, true>> = {
  PENDING: true,
  APPROVED: true,
  REJECTED: true,
  REVOKED: true,
  EXPIRED: true,
  WITHDRAWN: true,
  PROCESSING: true,
  EXECUTED: true,
  UNKNOWN: true,
};
export const REVIEW_TYPES = ['onetime', 'jit'] as const;
export const STATUSES = Object.keys(EVERY_STATUS) as readonly ReviewStatus[];

const LABEL = /^([^:]+):(.*)$/s;
/** Null for what is not `key:value`. */
export function labelOf(text: string): readonly [key: string, value: string] | null {
  const [, key, value] = LABEL.exec(text) ?? [];
  return key === undefined || value === undefined ? null : [key, value];
}

/** Labels as a request gives them: only what the filter `label` can name. */
export const Labels = (): PropertyDecorator =>
  applyDecorators(
    TextMap(100, 1_000),
    check('label_key', 'The key of a label should be neither empty nor have a colon', (given) =>
      Object.keys(given as object).every((key) => labelOf(`${key}:`)?.[0] === key),
    ),
  );

const isStatus = (text: string): boolean => Object.hasOwn(EVERY_STATUS, text);

/** Which reviews are meant; each parameter narrows it down. */
export class ReviewFilterQuery {
  @IsOptional()
  @check('enum', `Each should be one of ${STATUSES.join(', ')}`, (given) =>
    (given as string[]).every(isStatus),
  )
  status?: string[];

  @IsOptional()
  @Text(LONGEST_NAME, 1)
  kind?: string;

  @IsOptional()
  @Text(LONGEST_NAME, 1)
  action?: string;

  @IsOptional()
  @SessionId()
  session?: string;

  @IsOptional()
  @Text(LONGEST_NAME, 1)
  thread?: string;

  @IsOptional()
  @Text(LONGEST_NAME, 1)
  group?: string;

  @IsOptional()
  @Text(LONGEST_ID, 1)
  requester?: string;

  @IsOptional()
  @Text(LONGEST_ID, 1)
  assignee?: string;

  @Flag()
  mine: boolean = false;

  @IsOptional()
  @check('label', `Each should be key:value, at most ${MOST_LABELS} of them`, (given) => {
    const labels = given as string[];
    return labels.length <= MOST_LABELS && labels.every((text) => labelOf(text) !== null);
  })
  label?: string[];
}

/** Which changes a stream is about, and where it goes on. */
export class StreamQuery extends ReviewFilterQuery {
  @IsOptional()
  @check(
    'int_parsing',
    'Input should be an id as an earlier message gave it',
    (given) => positionOf(given as string) !== undefined,
  )
  lastEventId?: string;
}
