import { Failed, type FieldProblem, requireModestPayload } from '@countersign/http';
import type {
  JsonObject,
  Links,
  Principal,
  ReviewDecision,
  ReviewWish,
  Seen,
  TimeWindow,
} from '@countersign/review';
import type { AskBody } from './ask-schema';
import type { AnyDecision, DecideBody, TimeWindowWish } from './decision-schema';

/** Who wishes it, and when (UTC milliseconds). */
export interface Wisher {
  readonly actor: Principal;
  readonly at: number;
}

export function toRequest(
  body: AskBody,
  wisher: Wisher,
  origin: { readonly review: string; readonly key: string | null },
): ReviewWish {
  return {
    kind: 'RequestReview',
    ...wisher,
    review: origin.review,
    session: body.session ?? null,
    subject: { kind: body.subjectKind, id: body.subjectId ?? null },
    action: body.action,
    title: body.title ?? null,
    rationale: body.rationale ?? null,
    payload: body.payload,
    links: linksOf(body),
    labels: body.labels ?? {},
    assignee: body.assignee ?? null,
    deadline: typeof body.deadline === 'string' ? Date.parse(body.deadline) : null,
    type: body.type ?? 'onetime',
    accessDurationSeconds: body.accessDurationSeconds ?? 0,
    groups: body.groups ?? [],
    minApprovals: body.minApprovals ?? 0,
    forceApprovalGroups: body.forceApprovalGroups ?? [],
    candidateMemories: body.candidateMemories ?? [],
    idempotencyKey: origin.key,
  };
}

function linksOf({ thread, turn, toolCall, changeset }: AskBody): Links {
  return {
    thread: thread ?? null,
    turn: turn ?? null,
    toolCall: toolCall ?? null,
    changeset: changeset ?? null,
  };
}

/** Throws {@link Failed} `too-large` for an amendment over what a payload may be. */
export function requireModestAmendments({ verdict, amendments = null }: AnyDecision): void {
  if (verdict === 'approve' && amendments !== null) requireModestPayload(amendedPart(amendments));
}

/** Throws {@link Failed} `invalid` for what only an approval can bring. */
export function toDecision(
  body: DecideBody,
  wisher: Wisher,
  seen: Seen,
  loc: FieldProblem['loc'] = ['body'],
): ReviewDecision {
  const { verdict, note = null, amendments = null, force, timeWindow = null } = body;
  const decision = { ...wisher, note, force: force ?? false, seen, pendingOnly: false };
  if (verdict === 'approve') {
    return { ...decision, kind: 'ApproveReview', amendments, timeWindow: windowOf(timeWindow) };
  }
  const problems = Object.entries({ amendments, timeWindow }).flatMap(([field, given]) =>
    given === null ? [] : [{ loc: [...loc, field], msg: 'Only with approve', type: 'value_error' }],
  );
  if (problems.length > 0) throw new Failed({ kind: 'invalid', problems });
  return { ...decision, kind: verdict === 'reject' ? 'RejectReview' : 'RevokeReview' };
}

/** What an amendment puts into the payload, which has a limit by itself. */
const amendedPart = (amendments: JsonObject | string): JsonObject =>
  typeof amendments === 'string' ? { content: amendments } : amendments;

/** As the rules take it: hours of two digits. */
function windowOf(wish: TimeWindowWish | null): TimeWindow | null {
  if (wish === null) return null;
  return { start: wish.start.padStart(5, '0'), end: wish.end.padStart(5, '0') };
}
