import type { Actor, PersonalName, Principal } from './review';

/** What is recorded of a principal with every fact, so that eligibility can be audited later. */
export function actorOf(principal: Principal): Actor {
  const { id, issuer, kind, groups, roles, onBehalfOf, credential } = principal;
  return { id, issuer, kind, groups, roles, onBehalfOf, credential };
}

/** The part that stands under `personal`. */
export function nameOf({ name, email, slackId }: Principal): PersonalName {
  return { name, email, slackId };
}
