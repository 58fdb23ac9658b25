import type { Principal, Scope } from '@countersign/review';
import type { IssueApiKey, KeyHolder } from './api-key';

const DAY = 24 * 3600 * 1000;
const LONGEST_DAYS = 366;
const LONGEST_TEXT = 256;
const MOST_GROUPS = 50;
/** With these a key speaks for a person, and not only as a source of requests. */
const PERSONAL: readonly Scope[] = ['decide', 'administer'];

/** Why this can be no key, as a sentence for people; null where it can. */
export function problemOf(command: IssueApiKey): string | null {
  const { at, actor, name, holder, holderName, scopes, expiresAt } = command;
  const texts = [name, holder.id, holderName.name, holderName.email, holderName.slackId, ...holder.groups];
  return (
    (name === '' || holder.id === '' || holder.groups.includes('') ? 'A name is empty.' : null) ??
    (texts.some((text) => text.length > LONGEST_TEXT)
      ? `A name is longer than ${LONGEST_TEXT} characters.`
      : null) ??
    (holder.groups.length > MOST_GROUPS ? `There are more than ${MOST_GROUPS} groups.` : null) ??
    (new Set(scopes).size < scopes.length ? 'A scope is there twice.' : null) ??
    (expiresAt <= at ? 'It would have expired already.' : null) ??
    (expiresAt > at + LONGEST_DAYS * DAY ? `It would be good for more than ${LONGEST_DAYS} days.` : null) ??
    problemOfAgent(holder, scopes) ??
    problemOfPerson(holder, scopes, actor)
  );
}

/** An agent never decides, whatever it was given. */
function problemOfAgent({ kind, roles, onBehalfOf }: KeyHolder, scopes: readonly Scope[]): string | null {
  if (kind === 'human') return onBehalfOf === null ? null : 'Only an agent asks on behalf of somebody.';
  if (scopes.some((scope) => PERSONAL.includes(scope))) return 'An agent neither decides nor administers.';
  return roles.includes('admin') ? 'An agent is no administrator.' : null;
}

/** Who could decide in the name of another would be two of the people that a review asks for. */
function problemOfPerson(holder: KeyHolder, scopes: readonly Scope[], issuer: Principal): string | null {
  const isHimself = holder.id === issuer.id;
  const isPersonal = scopes.some((scope) => PERSONAL.includes(scope));
  if (isPersonal && !isHimself) return 'A key that decides or administers is for the one who issues it.';
  if (holder.roles.includes('admin') && !isHimself) {
    return 'A key of an administrator is for the one who issues it.';
  }
  const isMore =
    holder.groups.some((group) => !issuer.groups.includes(group)) ||
    holder.roles.some((role) => !issuer.roles.includes(role));
  return isPersonal && isMore ? 'The issuer does not have all of these groups and roles himself.' : null;
}
