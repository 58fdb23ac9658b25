import type { ReviewFact } from '@countersign/commands';
import { toldReviewEvent } from '@countersign/review';
import type { Actor, PersonalName, Principal, ReviewEvent } from '@countersign/review';
import type { EventBody } from './history-schema';
import { overseesWorkspace } from './oversight';
import { type ShownPerson, shownPerson, timeOf } from './shown';

/**
 * One fact for this viewer. By which credential, groups and roles somebody acted, and how he is reached, is for those
 * who oversee the workspace.
 */
export function eventBody(fact: ReviewFact, viewer: Principal): EventBody {
  const { event, eventId, revision, position, createdAt, api, commandId } = fact;
  const { type, ...data } = event;
  return {
    revision,
    position: position.toString(),
    eventId,
    type,
    at: timeOf(event.at),
    recordedAt: timeOf(createdAt),
    api,
    commandId,
    by: authorOf(event),
    sentence: toldReviewEvent(event),
    data: overseesWorkspace(viewer) ? data : withoutParticulars(event, data),
  };
}

/** Names stand beside the ids, in the part that may be sealed; facts that follow from another one have none. */
export function authorOf(event: Authored): ShownPerson | null {
  if (event.by === undefined) return null;
  if (typeof event.by === 'string') return { id: event.by, name: '' };
  return shownPerson({ id: event.by.id, name: personalNameOf(event)?.name ?? '' });
}

function withoutParticulars(event: ReviewEvent, data: EventBody['data']): EventBody['data'] {
  if (!('by' in event) || typeof event.by === 'string') return data;
  const by = actorBody(event.by);
  const name = personalNameOf(event);
  if (name === null) return { ...data, by };
  return { ...data, by, personal: { ...(data['personal'] as object), by: { name: name.name } } };
}

const actorBody = ({ id, kind, onBehalfOf }: Actor): Pick<Actor, 'id' | 'kind' | 'onBehalfOf'> => ({
  id,
  kind,
  onBehalfOf,
});

/** A fact that names its author by id, and in its personal part by name, if it has one. */
interface Authored {
  readonly at: number;
  readonly by?: Actor | string;
  readonly personal?: object | null;
}

function personalNameOf({ personal = null }: Authored): PersonalName | null {
  return personal !== null && 'by' in personal ? (personal.by as PersonalName) : null;
}
