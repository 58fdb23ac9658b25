import persistentPb from '@eventstore/db-client/generated/persistent_pb';
import sharedPb from '@eventstore/db-client/generated/shared_pb';
import { status, type sendUnaryData, type ServerUnaryCall } from '@grpc/grpc-js';
import { weightOfCall, type Weight } from '../log/backlog';
import type { WriteFailure } from '../log/expectation';
import { MalformedMessage } from '../wire/proto';
import {
  CallRefused,
  accessDenied,
  invalidArgument,
  refusal,
  notWritten,
  type Refusal,
} from '../wire/status';
import type { Change, Groups } from './groups';
import { informationOf } from './information';
import { readGroupHandler } from './read';
import { groupRefusal, type GroupRefusal } from './refusals';
import { optionsOf, readGroupName, readSettingsRequest, streamName, type GroupName } from './requests';
import type { RunningGroup } from './running-group';
import { ALL } from '../service/access';
import { refuseBehind } from '../service/behind';
import type { StoreContext } from '../service/context';
import { letOthersRun } from '../service/pages';
import { hasRole, isAdministrator, type User } from '../service/users';

/** Changes are for those who run the server; whoever it knows may look. */
type Right = 'change' | 'look';

function check(user: User | undefined, right: Right): User {
  const may = user && (right === 'look' || isAdministrator(user) || hasRole(user, ['$ops']));
  if (!may) throw new CallRefused(accessDenied());
  return user;
}

function refuse(refused: GroupRefusal | undefined, { source, group }: GroupName): void {
  if (refused) throw new CallRefused(groupRefusal(refused, source, group));
}

/** Ends a call: with a message, as the log could not be written, or by what was thrown. */
interface Answer<Response> {
  readonly user: string;
  /** What it costs to keep the call waiting. */
  readonly weight: Weight;
  readonly reply: (response: Response) => void;
  readonly failed: (why: WriteFailure) => void;
  readonly refused: (error: unknown) => void;
}

type Service = Pick<StoreContext, 'access' | 'appends'>;

/** Answers calls with what `act` replies; refusals and malformed requests end them with their status. */
function unaryFor({ access, appends }: Service) {
  return <Request, Response extends { serializeBinary(): Uint8Array }>(
      right: Right,
      message: { deserializeBinary(bytes: Uint8Array): Request },
      act: (request: Request, answer: Answer<Response>) => void,
    ) =>
    (call: ServerUnaryCall<Buffer, Buffer>, callback: sendUnaryData<Buffer>): void => {
      const refused = (error: unknown): void => callback(toRefusal(error));
      try {
        const user = check(access.caller(call.metadata), right);
        if (right === 'change') refuseBehind({ appends });
        act(parsed(message, call.request), {
          user: user.name || 'system',
          weight: weightOfCall(call.request.length),
          reply: (response) => callback(null, Buffer.from(response.serializeBinary())),
          failed: (why) => callback(notWritten(why)),
          refused,
        });
      } catch (error) {
        refused(error);
      }
    };
}

function parsed<Request>(message: { deserializeBinary(bytes: Uint8Array): Request }, bytes: Buffer): Request {
  try {
    return message.deserializeBinary(bytes);
  } catch {
    throw new MalformedMessage('The request is no message of event_store.client.persistent_subscriptions.');
  }
}

function toRefusal(error: unknown): Refusal {
  if (error instanceof CallRefused) return error.refusal;
  if (error instanceof MalformedMessage) return invalidArgument(error.message);
  return refusal(
    status.INTERNAL,
    `The call failed: ${error instanceof Error ? error.message : String(error)}`,
  );
}

/** The handlers of the service `event_store.client.persistent_subscriptions.PersistentSubscriptions`. */
export function persistentSubscriptions(groups: Groups, service: Service) {
  const unary = unaryFor(service);
  const change = <Response>(
    { user, weight, reply, failed }: Answer<Response>,
    response: Response,
  ): Change => ({
    user,
    weight,
    done: () => reply(response),
    failed,
  });
  const found = (name: GroupName): RunningGroup => {
    const running = groups.find(name.source, name.group);
    if (!running) throw new CallRefused(groupRefusal({ kind: 'missing' }, name.source, name.group));
    return running;
  };
  return {
    create: unary('change', persistentPb.CreateReq, (request, answer: Answer<persistentPb.CreateResp>) => {
      const { source, group, asked } = readSettingsRequest(request.getOptions());
      const recorded = change(answer, new persistentPb.CreateResp());
      refuse(groups.create(source, group, asked, recorded), { source, group });
    }),
    update: unary('change', persistentPb.UpdateReq, (request, answer: Answer<persistentPb.UpdateResp>) => {
      const { source, group, asked } = readSettingsRequest(request.getOptions());
      const recorded = change(answer, new persistentPb.UpdateResp());
      refuse(groups.update(source, group, asked, recorded), { source, group });
    }),
    delete: unary('change', persistentPb.DeleteReq, (request, answer: Answer<persistentPb.DeleteResp>) => {
      const name = readGroupName(request.getOptions());
      const recorded = change(answer, new persistentPb.DeleteResp());
      refuse(groups.delete(name.source, name.group, recorded), name);
    }),
    getInfo: unary('look', persistentPb.GetInfoReq, (request, answer: Answer<persistentPb.GetInfoResp>) => {
      const response = new persistentPb.GetInfoResp();
      response.setSubscriptionInfo(informationOf(found(readGroupName(request.getOptions()))));
      answer.reply(response);
    }),
    replayParked: unary(
      'change',
      persistentPb.ReplayParkedReq,
      (request, answer: Answer<persistentPb.ReplayParkedResp>) => {
        const options = optionsOf(request.getOptions());
        const stopAt = options.hasStopAt() ? BigInt(options.getStopAt()) : undefined;
        found(readGroupName(options)).replayParked(
          stopAt,
          change(answer, new persistentPb.ReplayParkedResp()),
        );
      },
    ),
    list: unary('look', persistentPb.ListReq, (request, answer: Answer<persistentPb.ListResp>) => {
      const asked = listed(groups, request.getOptions());
      informationOfAll(asked, () => groups.isClosed).then((all) => {
        const response = new persistentPb.ListResp();
        response.setSubscriptionsList(all);
        answer.reply(response);
      }, answer.refused);
    }),
    restartSubsystem: unary('change', sharedPb.Empty, (_request, answer: Answer<sharedPb.Empty>) => {
      groups.restart(change(answer, new sharedPb.Empty()));
    }),
    read: readGroupHandler(groups, service.access),
  };
}

/** One group a turn: looking ahead of them all at once would hold everybody up. */
async function informationOfAll(
  groups: readonly RunningGroup[],
  isClosed: () => boolean,
): Promise<persistentPb.SubscriptionInfo[]> {
  const all: persistentPb.SubscriptionInfo[] = [];
  for (const group of groups) {
    if (isClosed()) throw new CallRefused(refusal(status.UNAVAILABLE, 'Server Is Not Ready'));
    all.push(informationOf(group));
    await letOthersRun();
  }
  return all;
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
  if (!ofSource) throw new CallRefused(groupRefusal({ kind: 'missing' }, source, ''));
  return ofSource;
}
