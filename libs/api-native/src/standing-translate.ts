import type { ProjectionStatus, ReactionStatus } from '@countersign/projections';
import type { Principal } from '@countersign/review';
import type { Me, Projection, Reaction } from './standing-answers';

export function meBody(caller: Principal): Me {
  const { id, issuer, name, email, slackId, kind, groups, roles, scopes, workspace, onBehalfOf } = caller;
  return { id, issuer, name, email, slackId, kind, groups, roles, scopes, workspace, onBehalfOf };
}

/** Streams are named after their workspaces: those of others are none of the caller's business. */
export function projectionBody(
  { parked, ...status }: ProjectionStatus,
  { workspace }: Principal,
): Projection {
  return { ...status, parked: parked.filter(({ stream }) => stream.includes(workspace)) };
}

/** What is stuck may be of any workspace, so that only its number is told. */
export function reactionBody({ name, holder, due, stuck, skewMs, problem }: ReactionStatus): Reaction {
  return { name, holder, due, stuck: stuck.length, skewMs, problem };
}
