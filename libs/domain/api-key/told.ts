import { wording } from '@countersign/review';
import type { ApiKeyEvent, ApiKeyIssued } from './api-key';

/** What an event of a workspace's API keys says, as one English sentence for people. */
export function toldApiKeyEvent(event: ApiKeyEvent): string {
  const { actor, sealedOr, word } = wording;
  switch (event.type) {
    case 'ApiKeyIssued':
      return `${actor(event)} issued API key ${word(event.key)}${issued(event)}${sealedOr(event.personal)}.`;
    case 'ApiKeyRevoked':
      return `${actor(event)} revoked API key ${word(event.key)}${sealedOr(event.personal)}.`;
  }
}

function issued({ holder, scopes, expiresAt, personal }: ApiKeyIssued): string {
  const { listed, moment, person, quoted, word } = wording;
  const { groups, roles, onBehalfOf } = holder;
  return [
    personal === null || personal.name === '' ? '' : ` named ${quoted(personal.name)}`,
    ` to ${holder.kind === 'agent' ? 'agent ' : ''}${person(holder.id, personal?.holder)}`,
    onBehalfOf === null ? '' : ` on behalf of ${word(onBehalfOf)}`,
    groups.length === 0 ? '' : `, in group ${listed(groups.map(word))}`,
    roles.length === 0 ? '' : `, with role ${listed(roles)}`,
    `, ${scopes.length === 0 ? 'to read' : `to ${listed(scopes)}`}, until ${moment(expiresAt)}`,
  ].join('');
}
