import { setTimeout as pause } from 'node:timers/promises';
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb';
import { ServerFeaturesService } from '@eventstore/db-client/generated/serverfeatures_grpc_pb';
import { GossipService } from '@eventstore/db-client/generated/gossip_grpc_pb';
import { BatchAppendReq } from '@eventstore/db-client/generated/streams_pb';
import {
  type Client,
  type ClientDuplexStream,
  Metadata,
  type MethodDefinition,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  status,
} from '@grpc/grpc-js';
import { notLeader, notReady } from './faulty-answers.contract';
import { type CallKind, clientOf, inBytes, kindOf, LIMIT, Line, same } from './raw-calls.contract';

type Open = ServerDuplexStream<Buffer, Buffer>;

/** One call of a client and its other half at the real store. */
interface Pair {
  readonly kind: CallKind;
  readonly call: Open;
  readonly store: ClientDuplexStream<Buffer, Buffer>;
  /** What was said in either direction from now on is lost. */
  isDumb: boolean;
}

type Mode =
  | { readonly kind: 'well' | 'dumb' | 'refusing' | 'stopping' }
  /** What requires a leader is sent on; everything else is answered from a copy of the log, which may lag behind. */
  | { readonly kind: 'follower'; readonly leader: FaultyStore; readonly copy: Client };

/** What the subscriptions of a real server end with when it exits. */
const EXITED = 'Received RST_STREAM with code 0';

/**
 * A line to a real store that knows the protocol and can break it: it forwards calls as they are, message by message,
 * and its faults are switched while it runs. What breaks below the protocol is {@link Relay}'s.
 */
export class FaultyStore {
  /** Calls so far. */
  readonly calls: Record<CallKind, number> = { read: 0, subscribe: 0, append: 0, features: 0, gossip: 0 };
  /** Answers to appends that the store gave and nobody got. */
  lost = 0;
  private readonly pairs = new Set<Pair>();
  private readonly store: Client;
  private server = new Server();
  private mode: Mode = { kind: 'well' };
  private delay: (kind: CallKind) => number = () => 0;
  private toLose = 0;
  private losing: 'held' | 'broken' = 'held';
  private areSubscriptionsSilent = false;
  private mostOfSubscription = Infinity;

  private constructor(
    storePort: number,
    public port: number,
  ) {
    this.store = clientOf(storePort);
  }

  /** On a free port unless one is given. */
  static async before(store: { readonly port: number }, port = 0): Promise<FaultyStore> {
    const faulty = new FaultyStore(store.port, port);
    await faulty.up();
    return faulty;
  }

  get connectionString(): string {
    return `esdb://127.0.0.1:${this.port}?tls=false`;
  }

  /** Open calls of a kind. */
  open(kind: CallKind): number {
    return [...this.pairs].filter((pair) => pair.kind === kind).length;
  }

  /** No faults from now on; what was lost or is still on its way stays so. */
  heal(): void {
    this.mode = { kind: 'well' };
    this.delay = () => 0;
    this.toLose = 0;
    this.areSubscriptionsSilent = false;
    this.mostOfSubscription = Infinity;
  }

  /** Requests reach the store so many milliseconds later, and what a subscription brings its reader as well. */
  slow(delay: (kind: CallKind) => number): void {
    this.delay = delay;
  }

  /** Takes everything and answers nothing, neither on open calls nor on new ones. */
  goDumb(): void {
    this.mode = { kind: 'dumb' };
    for (const pair of this.pairs) pair.isDumb = true;
  }

  /** The store takes the next appends, and its answers are lost: the call goes on without, or breaks. */
  loseReplies(count: number, losing: 'held' | 'broken'): void {
    this.toLose = count;
    this.losing = losing;
  }

  /** Listens, and answers every call with UNAVAILABLE. */
  refuse(): void {
    this.mode = { kind: 'refusing' };
    for (const pair of this.pairs) this.end(pair, status.UNAVAILABLE, 'Server Is Not Ready');
  }

  /** Subscriptions, open and new, bring nothing more and do not end. */
  silenceSubscriptions(): void {
    this.areSubscriptionsSilent = true;
    for (const pair of this.pairs) pair.isDumb ||= pair.kind === 'subscribe';
  }

  /** New subscriptions bring so many messages and end, as those of a server that exits do. */
  cutSubscriptionsShort(after: number): void {
    this.mostOfSubscription = after;
  }

  /** Ends every subscription as a server that exits does. */
  endSubscriptions(): void {
    for (const pair of this.pairs) {
      if (pair.kind === 'subscribe') this.end(pair, status.INTERNAL, EXITED);
    }
  }

  /**
   * What a real server does when it is told to stop: takes no connections, answers open batches that it is not ready,
   * leaves subscriptions in silence for a while, ends them with INTERNAL and is gone.
   */
  async stopGently(silence: number): Promise<void> {
    this.mode = { kind: 'stopping' };
    this.silenceSubscriptions();
    this.server.tryShutdown(() => undefined);
    await pause(silence);
    this.endSubscriptions();
    // What it says last has to reach its readers before the connections are cut.
    await pause(20);
    await this.down();
  }

  /** Another node leads from now on. The copy that a follower reads from is the log itself, or another store's. */
  followLeader(leader: FaultyStore, copy?: { readonly port: number }): void {
    this.mode = { kind: 'follower', leader, copy: copy === undefined ? this.store : clientOf(copy.port) };
  }

  /** No connection stands, and none can be made. */
  async down(): Promise<void> {
    this.server.forceShutdown();
    for (const pair of this.pairs) this.forget(pair);
  }

  /** Listens again on the same port, without faults. */
  async up(): Promise<void> {
    this.heal();
    this.server = new Server({
      'grpc.max_receive_message_length': LIMIT,
      'grpc.max_send_message_length': -1,
    });
    for (const service of [StreamsService, ServerFeaturesService, GossipService]) {
      const methods = Object.entries(service) as [string, MethodDefinition<unknown, unknown>][];
      for (const [name, { path }] of methods) {
        this.server.addService({ [name]: inBytes(path) }, { [name]: (call: Open) => this.take(path, call) });
      }
    }
    this.port = await new Promise<number>((resolve, reject) => {
      const address = `127.0.0.1:${this.port}`;
      this.server.bindAsync(address, ServerCredentials.createInsecure(), (error, port) =>
        error ? reject(error) : resolve(port),
      );
    });
  }

  async close(): Promise<void> {
    await this.down();
    this.store.close();
  }

  /** The first message says what kind of call this is. */
  private take(path: string, call: Open): void {
    call.on('error', () => undefined);
    call.once('data', (first: Buffer) => {
      const kind = kindOf(path, first);
      this.calls[kind] += 1;
      const needsLeader = call.metadata.get('requires-leader').length > 0;
      if (this.mode.kind === 'refusing' || (this.mode.kind === 'stopping' && kind !== 'append')) {
        fail(call, status.UNAVAILABLE, 'Server Is Not Ready');
      } else if (this.mode.kind === 'follower' && needsLeader) {
        fail(call, status.NOT_FOUND, 'Leader info available', notLeader(this.mode.leader));
      } else this.forward(path, kind, call, first);
    });
  }

  private forward(path: string, kind: CallKind, call: Open, first: Buffer): void {
    const to = this.mode.kind === 'follower' ? this.mode.copy : this.store;
    const { metadata } = call;
    const store = to.makeBidiStreamRequest(path, same, same, metadata, { deadline: call.getDeadline() });
    const isDumb = this.mode.kind === 'dumb' || (kind === 'subscribe' && this.areSubscriptionsSilent);
    const pair: Pair = { kind, call, store, isDumb };
    this.pairs.add(pair);
    const there = new Line();
    const back = new Line();

    const ask = (message: Buffer): void => {
      there.pass(this.delay(kind), () => {
        if (!pair.isDumb && !this.answersItself(pair, message)) store.write(message);
      });
    };
    ask(first);
    call.on('data', ask);
    call.on('end', () => there.pass(0, () => store.end()));
    call.on('cancelled', () => this.forget(pair));

    let left = kind === 'subscribe' ? this.mostOfSubscription : Infinity;
    store.on('data', (message: Buffer) => {
      const delay = kind === 'subscribe' ? this.delay(kind) : 0;
      back.pass(delay, () => {
        if (pair.isDumb || this.loses(pair)) return;
        if (left-- > 0) call.write(message);
        else this.end(pair, status.INTERNAL, EXITED);
      });
    });
    store.on('error', () => undefined);
    store.on('status', ({ code, details, metadata: trailers }) => {
      back.pass(0, () => {
        if (!pair.isDumb) this.end(pair, code, details, trailers);
      });
    });
  }

  /** Appends that a store answers which stops, or which leads no more. */
  private answersItself(pair: Pair, message: Buffer): boolean {
    if (pair.kind !== 'append') return false;
    switch (this.mode.kind) {
      case 'stopping': {
        const request = BatchAppendReq.deserializeBinary(message);
        if (request.getIsFinal()) pair.call.write(notReady(request));
        return true;
      }
      case 'follower':
        this.end(pair, status.NOT_FOUND, 'Leader info available', notLeader(this.mode.leader));
        return true;
      case 'well':
      case 'dumb':
      case 'refusing':
        return false;
    }
  }

  private loses(pair: Pair): boolean {
    if (pair.kind !== 'append' || this.toLose === 0) return false;
    this.toLose -= 1;
    this.lost += 1;
    if (this.losing === 'broken') this.end(pair, status.UNAVAILABLE, 'Connection dropped');
    return true;
  }

  private end(pair: Pair, code: status, details: string, trailers?: Metadata): void {
    this.forget(pair);
    if (code === status.OK) pair.call.end();
    else fail(pair.call, code, details, trailers);
  }

  private forget(pair: Pair): void {
    pair.isDumb = true;
    this.pairs.delete(pair);
    pair.store.cancel();
  }
}

function fail(call: Open, code: status, details: string, metadata = new Metadata()): void {
  call.emit('error', { code, details, metadata });
}
