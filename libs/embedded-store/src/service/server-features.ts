import featuresPb from '@eventstore/db-client/generated/serverfeatures_pb';
import type { sendUnaryData, ServerUnaryCall, ServiceDefinition } from '@grpc/grpc-js';

/** The release that this server stands for. The client switches on it: batch appends, positions in reads, caught-up. */
const VERSION = '24.10.0';

/** `GetSupportedMethods`: every method that is answered, in the lower case that the client compares with. */
export function serverFeaturesHandler(services: readonly ServiceDefinition[]) {
  const answer = new featuresPb.SupportedMethods();
  answer.setEventStoreServerVersion(VERSION);
  answer.setMethodsList(
    services.flatMap((service) => Object.values(service).map(({ path }) => supported(path))),
  );
  return (
    _call: ServerUnaryCall<unknown, featuresPb.SupportedMethods>,
    callback: sendUnaryData<featuresPb.SupportedMethods>,
  ): void => callback(null, answer);
}

function supported(path: string): featuresPb.SupportedMethod {
  const [service = '', name = ''] = path.slice(1).toLowerCase().split('/');
  const method = new featuresPb.SupportedMethod();
  method.setServiceName(service);
  method.setMethodName(name);
  method.setFeaturesList(FEATURES[`${service}/${name}`] ?? []);
  return method;
}

const PERSISTENT = 'event_store.client.persistent_subscriptions.persistentsubscriptions/';

/** Without these the client asks over HTTP, or not at all. */
const FEATURES: Record<string, string[]> = {
  ...Object.fromEntries(
    ['create', 'update', 'delete', 'read', 'getinfo', 'replayparked', 'list', 'restartsubsystem'].map(
      (method) => [`${PERSISTENT}${method}`, ['stream', 'all']] as const,
    ),
  ),
  'event_store.client.streams.streams/read': ['position', 'events'],
};
