import { applyDecorators } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiBearerAuth,
  ApiExtraModels,
  ApiHeader,
  ApiProperty,
  ApiPropertyOptional,
  ApiResponse,
  ApiSchema,
  ApiSecurity,
  ApiServiceUnavailableResponse,
  ApiUnauthorizedResponse,
  getSchemaPath,
} from '@nestjs/swagger';
import type { ReviewStatus } from '@countersign/review';
import { type ProblemName, PROBLEMS, typeOf } from './problems';
import { STATUSES } from './schema';
import { ShownPerson } from './shown';

@ApiSchema({ name: 'ProblemPlace' })
class Place {
  @ApiProperty({ example: 'Field required' })
  detail!: string;

  @ApiPropertyOptional({
    description: 'A JSON Pointer into the body, as a URI fragment',
    example: '#/action',
  })
  pointer?: string;

  @ApiPropertyOptional({ description: 'A parameter of the path or the query' })
  parameter?: string;

  @ApiPropertyOptional()
  header?: string;
}

/** RFC 9457. */
export class Problem {
  @ApiProperty({ enum: Object.keys(PROBLEMS).map((name) => typeOf(name as ProblemName)) })
  type!: string;

  @ApiProperty({ example: PROBLEMS['invalid-request'].title })
  title!: string;

  @ApiProperty({ type: 'integer', example: PROBLEMS['invalid-request'].status })
  status!: number;

  @ApiProperty({ example: 'action: Field required' })
  detail!: string;

  @ApiPropertyOptional({ type: [Place] })
  errors?: Place[];

  @ApiPropertyOptional({ enum: STATUSES, description: 'Of the review, where the caller sees it' })
  currentStatus?: ReviewStatus;

  @ApiPropertyOptional({
    type: 'integer',
    nullable: true,
    description: 'Of the review, where the caller sees it, or of the rule; null where there is none',
  })
  currentRevision?: number | null;

  @ApiPropertyOptional({ type: () => ShownPerson, nullable: true })
  decidedBy?: ShownPerson | null;

  @ApiPropertyOptional({ type: String, format: 'date-time', nullable: true })
  decidedAt?: string | null;
}

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: getSchemaPath(Problem) } } },
});

const answers = (status: number, names: readonly ProblemName[]) =>
  ApiResponse({
    status,
    ...problem(names.map((name) => `\`${name}\`: ${PROBLEMS[name].title}`).join('. ')),
  });

/** Said of every credential, whatever is asked for. */
const EVERYWHERE: readonly ProblemName[] = ['other-principal'];

/** What every operation may be told and may answer. */
export const Problems = (): ClassDecorator =>
  applyDecorators(
    ApiBearerAuth(),
    ApiSecurity('apiKey'),
    ApiSecurity('cookie'),
    ApiExtraModels(Problem),
    ApiHeader({
      name: 'X-Expected-Principal',
      required: false,
      description:
        'For whom it is meant: `<workspace>/<id>`, each percent-encoded. Refused where the credential is another’s',
      schema: { type: 'string' },
    }),
    answers(403, EVERYWHERE),
    ApiBadRequestResponse(problem('Not as it should be; `errors` names what')),
    ApiUnauthorizedResponse(problem('No valid credential')),
    ApiServiceUnavailableResponse(problem('With `Retry-After`')),
  );

/** What one operation may answer beside that: each status with the problems that it stands for. */
export function MayAnswer(...names: readonly ProblemName[]): MethodDecorator {
  const byStatus = new Map<number, readonly ProblemName[]>();
  for (const name of names) {
    const { status } = PROBLEMS[name];
    const before = byStatus.get(status) ?? EVERYWHERE.filter((every) => PROBLEMS[every].status === status);
    byStatus.set(status, [...before, name]);
  }
  return applyDecorators(...[...byStatus].map(([status, those]) => answers(status, those)));
}

/** A write that may be sent again under a key. */
export const Repeatable = (): MethodDecorator =>
  applyDecorators(
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description: 'The same request again is answered as at first',
      schema: { type: 'string', minLength: 1, maxLength: 255 },
    }),
    MayAnswer('idempotency-mismatch'),
  );

/** A write with a body: that it may be sent again, and what it may answer beside what every operation may. */
export const Writes = (...names: readonly ProblemName[]): MethodDecorator =>
  applyDecorators(
    Repeatable(),
    MayAnswer('foreign-origin', 'too-large', 'unsupported-media-type', 'idempotency-mismatch', ...names),
  );
