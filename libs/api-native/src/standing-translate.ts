import { type ProjectionStatus, type ReactionStatus, workspaceOfStream } from '@countersign/projections';
import type { Principal } from '@countersign/review';
import type { Me, Projection, Reaction } from './standing-answers';

export function meBody(caller: Principal): Me {
  const { id, issuer, name, email, slackId, kind, groups, roles, scopes, workspace, onBehalfOf } = caller;
  const credential = caller.credential.startsWith('key:') ? 'api-key' : 'token';
  return {
    ...{ id, issuer, name, email, slackId, kind, groups, roles, scopes, workspace, onBehalfOf },
    ...{ credential, restrictedTo: caller.restrictedTo },
  };
}

/**
 * Streams are named after their workspaces: those of others are none of the caller's business. What an error says may
 * name them too, so that only that there is one is told.
 */
export function projectionBody(
  { parked, error, ...status }: ProjectionStatus,
  { workspace }: Principal,
): Projection {
  return {
    ...status,
    error: error === null ? null : 'The views of this gateway are not updated; its log says why',
    parked: parked.filter(({ stream }) => workspaceOfStream(stream) === workspace),
  };
}

/** What is stuck, and what a problem says, may be of any workspace, so that only how much and that it is so is told. */
export function reactionBody({
  name,
  holder,
  due,
  stuck,
  parked,
  skewMs,
  problem,
}: ReactionStatus): Reaction {
  const told = problem === null ? null : 'This gateway does not run it; its log says why';
  return { name, holder, due, stuck: stuck.length, parked: parked.length, skewMs, problem: told };
}
