import persistentPb from '@eventstore/db-client/generated/persistent_pb';
import sharedPb from '@eventstore/db-client/generated/shared_pb';
import { status, type sendUnaryData, type ServerUnaryCall } from '@grpc/grpc-js';
import { MalformedMessage } from '../wire/proto';
import { invalidArgument, refusal, type Refusal } from '../wire/status';
import type { Change, Groups } from './groups';
import { informationOf } from './information';
import { readGroupHandler } from './read';
import { groupRefusal, type GroupRefusal } from './refusals';
import { optionsOf, readGroupName, readSettingsRequest, streamName, type GroupName } from './requests';
import type { RunningGroup } from './running-group';
import { ALL } from './source';

/** Without users everybody is the server itself. */
const EVERYBODY = 'system';

class Refused extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.details);
  }
}

function refuse(refused: GroupRefusal | undefined, { source, group }: GroupName): void {
  if (refused) throw new Refused(groupRefusal(refused, source, group));
}

/** Answers a call with what `act` replies; refusals and malformed requests end it with their status. */
function unary<Request, Response>(act: (request: Request, reply: (response: Response) => void) => void) {
  return (call: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>): void => {
    try {
      act(call.request, (response) => callback(null, response));
    } catch (error) {
      callback(toRefusal(error));
    }
  };
}

function toRefusal(error: unknown): Refusal {
  if (error instanceof Refused) return error.refusal;
  if (error instanceof MalformedMessage) return invalidArgument(error.message);
  return refusal(
    status.INTERNAL,
    `The call failed: ${error instanceof Error ? error.message : String(error)}`,
  );
}

/** The handlers of the service `event_store.client.persistent_subscriptions.PersistentSubscriptions`. */
export function persistentSubscriptions(groups: Groups) {
  const change = (done: () => void): Change => ({ user: EVERYBODY, done });
  const found = (name: GroupName): RunningGroup => {
    const running = groups.find(name.source, name.group);
    if (!running) throw new Refused(groupRefusal({ kind: 'missing' }, name.source, name.group));
    return running;
  };
  return {
    create: unary<persistentPb.CreateReq, persistentPb.CreateResp>((request, reply) => {
      const { source, group, asked } = readSettingsRequest(request.getOptions());
      const done = change(() => reply(new persistentPb.CreateResp()));
      refuse(groups.create(source, group, asked, done), { source, group });
    }),
    update: unary<persistentPb.UpdateReq, persistentPb.UpdateResp>((request, reply) => {
      const { source, group, asked } = readSettingsRequest(request.getOptions());
      const done = change(() => reply(new persistentPb.UpdateResp()));
      refuse(groups.update(source, group, asked, done), { source, group });
    }),
    delete: unary<persistentPb.DeleteReq, persistentPb.DeleteResp>((request, reply) => {
      const name = readGroupName(request.getOptions());
      const done = change(() => reply(new persistentPb.DeleteResp()));
      refuse(groups.delete(name.source, name.group, done), name);
    }),
    getInfo: unary<persistentPb.GetInfoReq, persistentPb.GetInfoResp>((request, reply) => {
      const response = new persistentPb.GetInfoResp();
      response.setSubscriptionInfo(informationOf(found(readGroupName(request.getOptions()))));
      reply(response);
    }),
    replayParked: unary<persistentPb.ReplayParkedReq, persistentPb.ReplayParkedResp>((request, reply) => {
      const options = optionsOf(request.getOptions());
      const stopAt = options.hasStopAt() ? BigInt(options.getStopAt()) : undefined;
      found(readGroupName(options)).replayParked(stopAt, () => reply(new persistentPb.ReplayParkedResp()));
    }),
    list: unary<persistentPb.ListReq, persistentPb.ListResp>((request, reply) => {
      const response = new persistentPb.ListResp();
      response.setSubscriptionsList(listed(groups, request.getOptions()).map(informationOf));
      reply(response);
    }),
    restartSubsystem: unary<sharedPb.Empty, sharedPb.Empty>((_request, reply) => {
      groups.restart();
      reply(new sharedPb.Empty());
    }),
    read: readGroupHandler(groups, () => EVERYBODY),
  };
}

function listed(groups: Groups, options: persistentPb.ListReq.Options | undefined): RunningGroup[] {
  const present = optionsOf(options);
  const one = present.getListForStream();
  if (!one) {
    if (!present.hasListAllSubscriptions())
      throw new MalformedMessage('The options must say which subscriptions to list.');
    return groups.list();
  }
  const source = one.hasAll() ? ALL : streamName(one.getStream());
  const ofSource = groups.listOf(source);
  if (!ofSource) throw new Refused(groupRefusal({ kind: 'missing' }, source, ''));
  return ofSource;
}
