import { encodeRequest, HttpConnection } from './http-connection';
import type { LoadJob, LoadResult } from './job';

/**
 * A closed loop: `connections` requests are in flight until the last is sent. Rejects when a connection breaks; an
 * answer with another status than expected is only counted.
 */
export function drive(job: LoadJob): Promise<LoadResult> {
  return new Promise((resolve, reject) => new Drive(job, resolve, reject).start());
}

class Drive {
  private readonly idle: HttpConnection[] = [];
  private readonly open = new Set<HttpConnection>();
  private readonly requests: readonly Buffer[];
  private readonly latencies: number[] = [];
  private readonly wholeLatencies: number[] = [];
  private readonly picked: unknown[] = [];
  private failures = 0;
  private firstFailure: string | null = null;
  private next = 0;
  private done = 0;
  private ended = 0;
  private startedAt = 0;
  private doneAt = 0;

  constructor(
    private readonly job: LoadJob,
    private readonly resolve: (result: LoadResult) => void,
    private readonly reject: (error: Error) => void,
  ) {
    this.requests = job.requests.map(({ method, path, body }, index) => {
      const token = job.tokens[index % job.tokens.length] ?? '';
      return encodeRequest(method, path, { authorization: `Bearer ${token}` }, body);
    });
  }

  start(): void {
    this.startedAt = performance.now();
    for (let index = 0; index < this.job.connections; index++) this.sendNext();
  }

  private sendNext(): void {
    const index = this.next;
    const request = this.requests[index];
    if (request === undefined) return;
    this.next++;
    const { perSecond } = this.job;
    const dueIn =
      perSecond === undefined ? 0 : this.startedAt + (index / perSecond) * 1000 - performance.now();
    if (dueIn < 1) this.send(index, request);
    else setTimeout(() => this.send(index, request), dueIn);
  }

  private send(index: number, request: Buffer): void {
    const connection = this.idle.pop() ?? this.connect();
    const sentAt = performance.now();
    const { until } = this.job;
    let isDone = false;
    const markDone = (): void => {
      if (isDone) return;
      isDone = true;
      this.latencies.push(performance.now() - sentAt);
      this.done++;
      this.doneAt = performance.now();
    };
    const end = (): void => {
      this.wholeLatencies.push(performance.now() - sentAt);
      this.ended++;
      if (this.ended === this.requests.length) this.finish();
    };
    connection.send({
      request,
      onFirstMessage: () => {
        if (until === 'answer') return;
        markDone();
        if (until === 'cut') {
          this.open.delete(connection);
          connection.destroy();
          end();
        }
        this.sendNext();
      },
      onEnd: (status, body) => {
        const wasDone = isDone;
        markDone();
        this.check(index, status, body);
        this.idle.push(connection);
        if (!wasDone) this.sendNext();
        end();
      },
      onError: (error) => this.abort(error),
    });
  }

  private connect(): HttpConnection {
    const connection = new HttpConnection(this.job.port, () => {
      this.open.delete(connection);
      const place = this.idle.indexOf(connection);
      if (place >= 0) this.idle.splice(place, 1);
    });
    this.open.add(connection);
    return connection;
  }

  private check(index: number, status: number, body: Buffer): void {
    const { job } = this;
    const isStream = job.until !== 'answer';
    if (status !== job.status || (isStream && !body.includes('data: '))) {
      this.failures++;
      this.firstFailure ??= `${job.requests[index]?.path}: ${status} ${body.toString('utf8', 0, 500)}`;
    } else if (job.pick !== null) {
      this.picked[index] = at(JSON.parse(body.toString()), job.pick);
    }
  }

  private finish(): void {
    for (const connection of this.open) connection.destroy();
    this.resolve({
      seconds: (this.doneAt - this.startedAt) / 1000,
      latencies: this.latencies,
      wholeLatencies: this.wholeLatencies,
      picked: this.picked,
      failures: this.failures,
      firstFailure: this.firstFailure,
    });
  }

  private abort(error: Error): void {
    for (const connection of this.open) connection.destroy();
    this.reject(new Error(`after ${this.done} of ${this.requests.length} requests: ${error.message}`));
  }
}

function at(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, key) => {
    return inner !== null && typeof inner === 'object' ? (inner as Record<string, unknown>)[key] : undefined;
  }, value);
}
