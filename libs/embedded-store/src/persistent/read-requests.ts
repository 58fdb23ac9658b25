import persistentPb from '@eventstore/db-client/generated/persistent_pb';
import { MalformedMessage, ProtoReader } from '../wire/proto';
import { readUuid, uuidText } from '../wire/uuid';
import type { NackAction } from './message';
import { readGroupName, type GroupName } from './requests';

/** What a consumer says: first whom it wants to hear, then what became of its messages. */
export type ReadRequest =
  | (GroupName & { readonly kind: 'open'; readonly slots: number; readonly hasStructuredIds: boolean })
  | { readonly kind: 'ack'; readonly ids: readonly string[] }
  | {
      readonly kind: 'nack';
      readonly ids: readonly string[];
      readonly action: NackAction;
      readonly reason: string;
    };

/** Throws MalformedMessage with a sentence when the bytes are none of these. */
export function readReadRequest(bytes: Buffer): ReadRequest {
  const reader = new ProtoReader(bytes);
  let request: ReadRequest | undefined;
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 0x0a) request = readOptions(reader.view());
    else if (tag === 0x12) request = { kind: 'ack', ids: readVerdict(reader.message()).ids };
    else if (tag === 0x1a) request = { kind: 'nack', ...readVerdict(reader.message()) };
    else reader.skip(tag);
  }
  if (!request) throw new MalformedMessage('A request must hold options, an ack or a nack.');
  return request;
}

function readOptions(bytes: Buffer): ReadRequest {
  const options = parse(bytes);
  const ids = options.getUuidOption();
  if (!ids || (!ids.hasString() && !ids.hasStructured()))
    throw new MalformedMessage('The option uuid_option must say string or structured.');
  return {
    kind: 'open',
    ...readGroupName(options),
    slots: options.getBufferSize(),
    hasStructuredIds: ids.hasStructured(),
  };
}

function parse(bytes: Buffer): persistentPb.ReadReq.Options {
  try {
    return persistentPb.ReadReq.Options.deserializeBinary(bytes);
  } catch {
    throw new MalformedMessage(
      'The options are no event_store.client.persistent_subscriptions.ReadReq.Options.',
    );
  }
}

const ACTIONS: readonly NackAction[] = ['unknown', 'park', 'retry', 'skip', 'stop'];

/** Bytes; it is kept once for each message that is parked for it. */
const LONGEST_REASON = 4096;

/** Ack and nack have their ids in the same field. */
function readVerdict(reader: ProtoReader): { ids: string[]; action: NackAction; reason: string } {
  const ids: string[] = [];
  let action: NackAction = 'unknown';
  let reason = '';
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 0x12) {
      const id = readUuid(reader.message());
      if (!id) throw new MalformedMessage('The ids of messages must be uuids.');
      ids.push(uuidText(id));
      // An action that is not known is skipped over, as on the real server.
    } else if (tag === 0x18) action = ACTIONS[Number(reader.uint64())] ?? 'skip';
    else if (tag === 0x22) reason = reader.view().subarray(0, LONGEST_REASON).toString('utf8');
    else reader.skip(tag);
  }
  return { ids, action, reason };
}
