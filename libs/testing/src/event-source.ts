import { once } from 'node:events';
import { type ClientRequest, get, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';

export interface HeardMessage {
  readonly id: string;
  readonly event: string;
  /** Parsed. */
  readonly data: unknown;
}

const WITHIN_MS = 15_000;

/** A client of one stream as WHATWG HTML has it (*Server-sent events*), without coming back by itself. */
export class EventListening {
  readonly messages: HeardMessage[] = [];
  /** The last event id, also where nothing was told with it; null before the first. */
  place: string | null = null;
  text = '';
  readonly closed: Promise<void>;
  private readonly waiting = new Set<() => void>();
  private isClosed = false;
  private rest = '';

  private constructor(
    private readonly request: ClientRequest,
    private readonly answer: IncomingMessage,
  ) {
    answer.setEncoding('utf8').on('data', (chunk: string) => this.take(chunk));
    // A cut in the midst of an answer is an error to the parser and an end like any other to us.
    answer.on('error', () => undefined);
    this.closed = new Promise((resolve) => {
      answer.once('close', () => {
        this.isClosed = true;
        for (const look of this.waiting) look();
        resolve();
      });
    });
  }

  static async to(url: string, headers: Readonly<Record<string, string>>): Promise<EventListening> {
    const request = get(url, { headers, agent: false });
    const [answer] = (await once(request, 'response')) as [IncomingMessage];
    request.on('error', () => undefined);
    return new EventListening(request, answer);
  }

  get status(): number {
    return this.answer.statusCode ?? 0;
  }
  get headers(): IncomingHttpHeaders {
    return this.answer.headers;
  }

  /** Resolves once it holds; rejects where the stream ends before, or nothing more comes in time. */
  until(condition: (listening: this) => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (settled: () => void): void => {
        clearTimeout(timer);
        this.waiting.delete(look);
        settled();
      };
      const failed = (why: string): void =>
        settle(() => reject(new Error(`${why}:\n${this.text.slice(-2_000)}`)));
      const timer = setTimeout(() => failed('it did not come'), WITHIN_MS);
      const look = (): void => {
        if (condition(this)) settle(resolve);
        else if (this.isClosed) failed('the stream has ended');
      };
      this.waiting.add(look);
      look();
    });
  }

  /** Until everything up to this position was told, or passed over. */
  passed(position: string): Promise<void> {
    return this.until(({ place }) => place !== null && BigInt(place) >= BigInt(position));
  }

  close(): void {
    this.request.destroy();
  }

  private take(chunk: string): void {
    this.text += chunk;
    const blocks = (this.rest + chunk).split('\n\n');
    this.rest = blocks.pop() ?? '';
    for (const block of blocks) this.dispatch(block);
    for (const look of this.waiting) look();
  }

  private dispatch(block: string): void {
    const fields = new Map(
      block.split('\n').map((line) => {
        const [, name = '', value = ''] = /^([a-z]*): ?(.*)$/.exec(line) ?? [];
        return [name, value] as const;
      }),
    );
    this.place = fields.get('id') ?? this.place;
    const data = fields.get('data');
    if (data === undefined) return;
    this.messages.push({
      id: this.place ?? '',
      event: fields.get('event') ?? 'message',
      data: JSON.parse(data) as unknown,
    });
  }
}
