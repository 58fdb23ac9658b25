import { PersistentSubscriptionsService } from '@eventstore/db-client/generated/persistent_grpc_pb';
import { GossipService } from '@eventstore/db-client/generated/gossip_grpc_pb';
import { ServerFeaturesService } from '@eventstore/db-client/generated/serverfeatures_grpc_pb';
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb';
import { Server, ServerCredentials, type MethodDefinition, type ServiceDefinition } from '@grpc/grpc-js';
import { addressOf } from '../address';
import { Groups } from '../persistent/groups';
import { persistentSubscriptions } from '../persistent/service';
import { appendHandler } from './append';
import { batchAppendHandler } from './batch-append';
import type { StoreContext } from './context';
import { deleteHandler, tombstoneHandler } from './delete';
import { gossipHandler } from './gossip';
import { readHandler } from './read';
import { serverFeaturesHandler } from './server-features';
import { storeCalls } from './store-call';

/** What one message may hold: a little more than the largest append, as on the real server. */
const MESSAGE_LIMIT = 16 * 1024 * 1024;

/** As on the real server. */
const KEEPALIVE_MS = 10_000;

/** Bytes in, bytes out: the handlers read requests and write replies themselves. */
function inBytes<Request, Response>(
  method: MethodDefinition<Request, Response>,
): MethodDefinition<Buffer, Buffer> {
  const same = (bytes: Buffer): Buffer => bytes;
  return {
    ...method,
    requestSerialize: same,
    requestDeserialize: same,
    responseSerialize: same,
    responseDeserialize: same,
  };
}

const PERSISTENT = {
  create: inBytes(PersistentSubscriptionsService.create),
  update: inBytes(PersistentSubscriptionsService.update),
  delete: inBytes(PersistentSubscriptionsService.delete),
  read: inBytes(PersistentSubscriptionsService.read),
  getInfo: inBytes(PersistentSubscriptionsService.getInfo),
  replayParked: inBytes(PersistentSubscriptionsService.replayParked),
  list: inBytes(PersistentSubscriptionsService.list),
  restartSubsystem: inBytes(PersistentSubscriptionsService.restartSubsystem),
};

const STREAMS = {
  read: inBytes(StreamsService.read),
  append: inBytes(StreamsService.append),
  batchAppend: inBytes(StreamsService.batchAppend),
  delete: inBytes(StreamsService.delete),
  tombstone: inBytes(StreamsService.tombstone),
};

interface ListeningServer {
  readonly port: number;
  /** Refuses new calls, lets the running ones end for a short while, then cuts what is left. */
  stop(): Promise<void>;
  /** Cuts every connection at once. */
  kill(): void;
}

/** After this every call is cut: those that never end by themselves (subscriptions, batch appends), and all others. */
const STOP_GRACE_MS = 300;

/** In PEM: the certificate, with those between it and its authority, and its private key. */
export interface Certificate {
  readonly certificate: string | Buffer;
  readonly privateKey: string | Buffer;
}

interface Place {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly tls: Certificate | undefined;
  readonly advertise: { readonly host?: string | undefined; readonly port?: number | undefined } | undefined;
}

/** Serves the protocol on a port. Rejects when the port is taken. */
export async function serve(store: StoreContext, place: Place): Promise<ListeningServer> {
  const { host, port, tls, advertise } = place;
  const server = new Server({
    'grpc.max_receive_message_length': MESSAGE_LIMIT,
    'grpc.max_send_message_length': -1,
    // A client whose machine is gone says nothing: without this its subscriptions and messages would be kept for it.
    'grpc.keepalive_time_ms': KEEPALIVE_MS,
    'grpc.keepalive_timeout_ms': KEEPALIVE_MS,
    interceptors: [storeCalls(store.access)],
  });
  let bound = port;
  server.addService(STREAMS, {
    read: readHandler(store),
    append: appendHandler(store),
    batchAppend: batchAppendHandler(store),
    delete: deleteHandler(store),
    tombstone: tombstoneHandler(store),
  });
  const groups = new Groups(store);
  server.addService(PERSISTENT, persistentSubscriptions(groups, store));
  server.addService(GossipService, {
    read: gossipHandler(() => ({ host: advertise?.host ?? host, port: advertise?.port ?? bound })),
  });
  const answered: ServiceDefinition[] = [STREAMS, GossipService, PERSISTENT, ServerFeaturesService];
  server.addService(ServerFeaturesService, { getSupportedMethods: serverFeaturesHandler(answered) });
  bound = await bind(server, addressOf(host, port), tls);
  return {
    port: bound,
    stop: async () => {
      await stop(server);
      groups.close();
    },
    kill: () => {
      groups.close();
      server.forceShutdown();
    },
  };
}

function bind(server: Server, address: string, tls: Certificate | undefined): Promise<number> {
  const credentials = tls
    ? ServerCredentials.createSsl(null, [
        { cert_chain: Buffer.from(tls.certificate), private_key: Buffer.from(tls.privateKey) },
      ])
    : ServerCredentials.createInsecure();
  return new Promise((resolve, reject) => {
    server.bindAsync(address, credentials, (error, port) => {
      if (!error) resolve(port);
      else if (!error.message.includes('EADDRINUSE')) reject(error);
      else
        reject(new Error(`${address} is taken by another program. Stop that one, or choose another port.`));
    });
  });
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    let timer = setTimeout(() => {
      server.forceShutdown();
      // A connection over TLS whose session is gone may stay open: nobody waits for that for ever.
      timer = setTimeout(resolve, STOP_GRACE_MS);
    }, STOP_GRACE_MS);
    server.tryShutdown(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
