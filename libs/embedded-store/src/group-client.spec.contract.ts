import {
  EventStoreDBClient,
  START,
  persistentSubscriptionToAllSettingsFromDefaults,
  persistentSubscriptionToStreamSettingsFromDefaults,
  type PersistentSubscriptionToAll,
  type EventData,
  type PersistentSubscriptionToAllSettings,
  type PersistentSubscriptionToStream,
  type PersistentSubscriptionToStreamInfo,
  type PersistentSubscriptionToStreamSettings,
  type RecordedEvent,
} from '@eventstore/db-client';
import { randomUUID } from 'node:crypto';

/** The unmodified client, with what it gets made short enough to be written down. */
type Settings = Partial<PersistentSubscriptionToStreamSettings>;
type Subscription = PersistentSubscriptionToStream | PersistentSubscriptionToAll;
export type Verdict = 'ack' | 'park' | 'retry' | 'skip' | 'stop' | 'none';

interface Message {
  readonly event?: { readonly streamId: string; readonly revision: bigint } | undefined;
  readonly link?: { readonly streamId: string; readonly revision: bigint } | undefined;
}

const place = (event: Message['event']): string => (event ? `${event.revision}@${event.streamId}` : '(none)');

/** One consumer; remembers what it got as `<revision>@<stream> via <link> retry <count>` and gives the verdict it is told. */
class Consumer {
  readonly got: string[] = [];
  /** The name of the error that ended it. */
  ended: string | undefined;
  id: string | undefined;
  private readonly events: unknown[] = [];
  private changed: () => void = () => undefined;

  constructor(
    private readonly subscription: Subscription,
    private readonly verdict: (name: string, count: number) => Verdict,
  ) {
    const stream = subscription;
    stream.on('confirmation', () => {
      this.id = stream.id;
      this.changed();
    });
    stream.on('data', (message) => {
      const { retryCount } = message;
      const name = place(message.event);
      const via = message.link ? ` via ${place(message.link)}` : '';
      this.got.push(`${name}${via}${retryCount > 0 ? ` retry ${retryCount}` : ''}`);
      this.events.push(message);
      void this.say(this.verdict(name, this.got.length - 1), this.got.length - 1);
      this.changed();
    });
    stream.on('error', (error) => {
      this.ended = error.name === 'Error' ? error.constructor.name : error.name;
      this.changed();
    });
  }

  /** Says what became of the message that came as number `index`. */
  async say(verdict: Verdict, ...indexes: number[]): Promise<void> {
    const messages = indexes.map((index) => this.events[index]) as never[];
    if (verdict === 'none') return;
    if (verdict === 'ack') await this.subscription.ack(...messages);
    else await this.subscription.nack(verdict, 'because', ...messages);
  }

  /** Resolves when it has got so many messages in all. */
  has(count: number): Promise<string[]> {
    return this.until(() => this.got.length >= count).then(() => this.got);
  }

  confirmed(): Promise<void> {
    return this.until(() => this.id !== undefined);
  }

  end(): Promise<string | undefined> {
    return this.until(() => this.ended !== undefined).then(() => this.ended);
  }

  leave(): Promise<void> {
    return this.subscription.unsubscribe();
  }

  private until(isTrue: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if (isTrue()) resolve();
        else if (this.ended !== undefined)
          reject(new Error(`it ended with ${this.ended}: ${this.got.join(', ')}`));
      };
      this.changed = look;
      look();
    });
  }
}

export class GroupClient {
  readonly client: EventStoreDBClient;
  private made = 0;

  constructor(connectionString: string) {
    this.client = EventStoreDBClient.connectionString(connectionString);
  }

  stream(): string {
    return `s${++this.made}`;
  }

  /** Appends so many events, one by one, and returns their places. */
  async append(stream: string, count: number, event: Partial<EventData> = {}): Promise<string[]> {
    const places: string[] = [];
    for (let index = 0; index < count; index++) {
      const data = {
        type: 't',
        contentType: 'application/json',
        data: {},
        metadata: undefined,
        id: randomUUID(),
      };
      const { nextExpectedRevision } = await this.client.appendToStream(stream, {
        ...data,
        ...event,
      } as EventData);
      places.push(`${nextExpectedRevision}@${stream}`);
    }
    return places;
  }

  link(stream: string, target: string): Promise<string[]> {
    const data = Buffer.from(target);
    return this.append(stream, 1, {
      type: '$>',
      contentType: 'application/octet-stream',
      data,
    });
  }

  /** A group from the start of the stream. */
  create(stream: string, settings: Settings = {}, group = 'g'): Promise<void> {
    const all = persistentSubscriptionToStreamSettingsFromDefaults({ startFrom: START, ...settings });
    return this.client.createPersistentSubscriptionToStream(stream, group, all);
  }

  update(stream: string, settings: Settings = {}, group = 'g'): Promise<void> {
    const all = persistentSubscriptionToStreamSettingsFromDefaults({ startFrom: START, ...settings });
    return this.client.updatePersistentSubscriptionToStream(stream, group, all);
  }

  createToAll(
    group: string,
    settings: Partial<PersistentSubscriptionToAllSettings> = {},
    options: Parameters<EventStoreDBClient['createPersistentSubscriptionToAll']>[2] = {},
  ): Promise<void> {
    const all = persistentSubscriptionToAllSettingsFromDefaults(settings);
    return this.client.createPersistentSubscriptionToAll(group, all, options);
  }

  consume(
    stream: string,
    verdict: Verdict | ((name: string, count: number) => Verdict) = 'ack',
    { bufferSize = 10, group = 'g' } = {},
  ): Consumer {
    const says = typeof verdict === 'string' ? () => verdict : verdict;
    const subscription =
      stream === '$all'
        ? this.client.subscribeToPersistentSubscriptionToAll(group, { bufferSize })
        : this.client.subscribeToPersistentSubscriptionToStream(stream, group, { bufferSize });
    return new Consumer(subscription, says);
  }

  info(stream: string, group = 'g'): Promise<PersistentSubscriptionToStreamInfo> {
    return this.client.getPersistentSubscriptionToStreamInfo(stream, group);
  }

  /** Resolves when the group says so. */
  async until(
    stream: string,
    isTrue: (info: PersistentSubscriptionToStreamInfo) => boolean,
    group = 'g',
  ): Promise<PersistentSubscriptionToStreamInfo> {
    const deadline = Date.now() + 10_000;
    for (;;) {
      const info = await this.info(stream, group);
      if (isTrue(info)) return info;
      if (Date.now() > deadline) throw new Error(`The group never got there: ${describe(info)}`);
    }
  }

  parked(stream: string, count: number): Promise<PersistentSubscriptionToStreamInfo> {
    return this.until(stream, ({ stats }) => stats.parkedMessageCount === BigInt(count));
  }

  async read(stream: string): Promise<RecordedEvent[]> {
    const events: RecordedEvent[] = [];
    try {
      for await (const { event } of this.client.readStream(stream)) if (event) events.push(event);
    } catch (error) {
      if ((error as Error).constructor.name !== 'StreamNotFoundError') throw error;
    }
    return events;
  }
}

function describe({ stats, connections }: PersistentSubscriptionToStreamInfo): string {
  return JSON.stringify({ ...stats, connections: connections.length }, (_key, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  );
}

/** How a call was refused: the class of its error and its sentence. */
export async function refusalOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'not refused',
    (error: Error) => `${error.constructor.name}: ${error.message.replace(/^\d+ [A-Z_]+: /, '')}`,
  );
}
