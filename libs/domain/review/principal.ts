import type { Actor, Person, PersonalName, Principal } from './review';

/** What is recorded of a principal with every fact, so that eligibility can be audited later. */
export function actorOf(principal: Principal): Actor {
  const { id, issuer, kind, groups, roles, onBehalfOf, credential } = principal;
  return { id, issuer, kind, groups, roles, onBehalfOf, credential };
}

/** The part that stands under `personal`. */
export function nameOf({ name, email, slackId }: Principal): PersonalName {
  return { name, email, slackId };
}

const NAMELESS: PersonalName = { name: '', email: '', slackId: '' };

/** A person as shown; nameless once the personal parts are sealed. */
export function personOf(id: string, name: PersonalName | undefined): Person {
  return { id, ...(name ?? NAMELESS) };
}
