/** One request of the story as it went, for printing and for judging. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly body?: unknown;
}

/** Plays requests against a running gateway, prints each with its answer, and counts what was not as it should be. */
export class Stage {
  private mistakes = 0;

  constructor(
    private readonly baseUrl: string,
    private readonly tokens: ReadonlyMap<string, string>,
    private readonly print: (line: string) => void,
  ) {}

  get failures(): number {
    return this.mistakes;
  }

  scene(title: string): void {
    this.print(`\n== ${title}`);
  }

  async play(who: string, call: Call): Promise<Answer> {
    const response = await fetch(this.baseUrl + call.path, {
      method: call.method,
      headers: {
        authorization: `Bearer ${this.tokens.get(who) ?? ''}`,
        ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    });
    const text = await response.text();
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
    const body: unknown = isStream ? messagesOf(text) : JSON.parse(text);
    this.print(
      `\n${who}: ${call.method} ${call.path}${call.body === undefined ? '' : ` ${JSON.stringify(call.body)}`}`,
    );
    this.print(`  -> ${response.status} ${JSON.stringify(body, null, 2).replaceAll('\n', '\n     ')}`);
    return { status: response.status, body };
  }

  /** Every dotted path of `expected` must hold that value in the answer. */
  expect(answer: Answer, status: number, expected: Readonly<Record<string, unknown>> = {}): void {
    const wrong = answer.status === status ? [] : [`status is ${answer.status}, not ${status}`];
    for (const [path, value] of Object.entries(expected)) {
      const found = at(answer.body, path);
      if (JSON.stringify(found) !== JSON.stringify(value)) {
        wrong.push(`${path} is ${JSON.stringify(found)}, not ${JSON.stringify(value)}`);
      }
    }
    this.judge(wrong);
  }

  judge(wrong: readonly string[]): void {
    this.mistakes += wrong.length;
    for (const line of wrong) this.print(`  !! ${line}`);
    if (wrong.length === 0) this.print('  ok');
  }
}

/** The value at a dotted path; `length` works on arrays. */
export function at(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, key) => {
    if (inner === null || typeof inner !== 'object') return undefined;
    return (inner as Record<string, unknown>)[key];
  }, value);
}

function messagesOf(stream: string): unknown[] {
  return stream
    .split('\n')
    .filter((line) => line.startsWith('data: '))
    .map((line) => JSON.parse(line.slice('data: '.length)) as unknown);
}
