import { nameOf, type PersonalName, type Principal, type Scope } from '@countersign/review';
import type { IssueApiKey, KeyHolder } from './api-key';

const DAY = 24 * 3600 * 1000;
const LONGEST_DAYS = 366;
const LONGEST_TEXT = 256;
const MOST_GROUPS = 50;
/** Of all names and groups of a key together: every gateway keeps them of two thousand keys a workspace. */
const LONGEST_TEXTS = 2_000;
/** What nobody sees, or what changes how the rest is seen; half characters too. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
/** The same but for what joins letters and signs, which names of people need. */
const UNSEEN_IN_NAMES = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
/** How somebody of another issuer is called. */
const FOREIGN = /^https?:\/\/.*\|/is;
/** With these a key speaks for a person, and not only as a source of requests. */
const PERSONAL: readonly Scope[] = ['decide', 'administer'];

/** Why this can be no key, as a sentence for people; null where it can. */
export function problemOf(command: IssueApiKey): string | null {
  const { holder, scopes } = command;
  return (
    problemOfTexts(command) ??
    problemOfCharacters(command) ??
    (holder.groups.length > MOST_GROUPS ? `There are more than ${MOST_GROUPS} groups.` : null) ??
    (hasTwice(holder.groups) ? 'A group is there twice.' : null) ??
    (hasTwice(holder.roles) ? 'A role is there twice.' : null) ??
    (hasTwice(scopes) ? 'A scope is there twice.' : null) ??
    problemOfEnd(command) ??
    problemOfAgent(holder, scopes) ??
    problemOfPerson(command)
  );
}

function problemOfTexts({ name, holder, holderName }: IssueApiKey): string | null {
  const { id, groups, onBehalfOf } = holder;
  const names = [name, id, ...groups, ...(onBehalfOf === null ? [] : [onBehalfOf])];
  const texts = [...names, holderName.name, holderName.email, holderName.slackId];
  if (names.some((text) => text.trim() === '')) return 'A name is empty.';
  if (names.some((text) => text.trim() !== text)) return 'A name has blanks around it.';
  if (texts.some((text) => text.length > LONGEST_TEXT)) {
    return `A name is longer than ${LONGEST_TEXT} characters.`;
  }
  const length = texts.reduce((sum, text) => sum + text.length, 0);
  return length > LONGEST_TEXTS
    ? `Its names and groups have more than ${LONGEST_TEXTS} characters together.`
    : null;
}

/** Nobody is called as somebody else seems to be; who issues a key for himself is called what he is. */
function problemOfCharacters({ name, holder, holderName, actor }: IssueApiKey): string | null {
  const { id, groups, onBehalfOf } = holder;
  const ids = [...groups, onBehalfOf ?? '', ...(isOf(actor, holder) ? [] : [id])];
  const names = isOf(actor, holder) ? [name] : [name, holderName.name, holderName.email, holderName.slackId];
  if (ids.some((text) => UNSEEN.test(text)) || names.some((text) => UNSEEN_IN_NAMES.test(text))) {
    return 'A name has characters that cannot be seen.';
  }
  return !isOf(actor, holder) && FOREIGN.test(id) ? 'A name reads like somebody of another issuer.' : null;
}

function isOf(issuer: Principal, { id, kind }: KeyHolder): boolean {
  return id === issuer.id && kind === issuer.kind;
}

function problemOfEnd({ at, expiresAt }: IssueApiKey): string | null {
  if (!Number.isSafeInteger(expiresAt)) return 'Its end is no time.';
  if (expiresAt <= at) return 'It would have expired already.';
  return expiresAt > at + LONGEST_DAYS * DAY ? `It would be good for more than ${LONGEST_DAYS} days.` : null;
}

/** An agent never decides, whatever it was given. */
function problemOfAgent({ kind, roles, onBehalfOf }: KeyHolder, scopes: readonly Scope[]): string | null {
  if (kind === 'human') return onBehalfOf === null ? null : 'Only an agent asks on behalf of somebody.';
  if (scopes.some((scope) => PERSONAL.includes(scope))) return 'An agent neither decides nor administers.';
  return roles.includes('admin') ? 'An agent is no administrator.' : null;
}

/**
 * Who could ask or decide in the name of another would be two of the people that a review asks for. A key that can do
 * what only people do gives nobody more than he has.
 */
function problemOfPerson({ holder, holderName, scopes, actor: issuer }: IssueApiKey): string | null {
  if (holder.kind === 'agent') return null;
  if (!isOf(issuer, holder)) {
    return 'A key of a person is for the person who issues it; what runs by itself is an agent.';
  }
  const isPersonal = scopes.some((scope) => PERSONAL.includes(scope)) || holder.roles.includes('admin');
  if (isPersonal && isMoreThan(holder, issuer)) {
    return 'The issuer does not have all of these groups and roles himself.';
  }
  return isSameName(holderName, nameOf(issuer)) ? null : 'A key for oneself has the name of its issuer.';
}

function isMoreThan({ groups, roles }: KeyHolder, issuer: Principal): boolean {
  return (
    groups.some((group) => !issuer.groups.includes(group)) ||
    roles.some((role) => !issuer.roles.includes(role))
  );
}

function isSameName(one: PersonalName, other: PersonalName): boolean {
  return one.name === other.name && one.email === other.email && one.slackId === other.slackId;
}

function hasTwice(texts: readonly string[]): boolean {
  return new Set(texts).size < texts.length;
}
