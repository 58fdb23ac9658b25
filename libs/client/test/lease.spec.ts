import { type Client, createClient, type Execution } from '../src';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

const LEASE = { number: 2, fencingToken: 5, until: 'soon', seconds: 30 };
const CLAIMED = { lease: LEASE, payload: {}, digest: 'd', version: 1, review: { id: 'r1' } };

const answer = (body: unknown, status = 200): Response => new Response(JSON.stringify(body), { status });
const problem = (status: number, type: string): Response =>
  answer({ type: `urn:countersign:problem:${type}`, title: 'No', status, detail: 'Not so' }, status);
const extended = (): Response => answer({ lease: LEASE });

/** A gateway that answers heartbeats in turn, the last way for ever; without a way not at all. */
class Gateway {
  readonly reports: unknown[] = [];
  beats = 0;
  readonly client: Client = createClient({
    url: 'http://gateway',
    token: 'alice',
    fetch: (url, init) => this.answer(url, init),
    retry: { attempts: 1, attemptMs: 120_000 },
  });

  constructor(
    private readonly heartbeats: readonly (() => Response)[],
    private readonly completed: () => Response = () => answer({ id: 'r1', status: 'EXECUTED' }),
  ) {}

  private async answer(url: string, { body, signal }: RequestInit): Promise<Response> {
    if (url.endsWith('/claim')) return answer(CLAIMED);
    if (url.endsWith('/complete')) {
      this.reports.push(JSON.parse(String(body as string)));
      return this.completed();
    }
    const beat = this.heartbeats[Math.min(this.beats, this.heartbeats.length - 1)];
    this.beats += 1;
    return beat === undefined ? stopped(signal as AbortSignal) : beat();
  }
}

/** Never anything else than the reason of the signal. */
const stopped = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    signal.addEventListener('abort', () => reject(signal.reason as Error));
  });

const untilStopped = ({ signal }: Execution): Promise<never> => stopped(signal);

/** What comes of it after so many seconds; null where it still runs. */
async function after<Result>(seconds: number, going: Promise<Result>): Promise<unknown> {
  const end: Promise<unknown> = going.catch((error: unknown) => error);
  await jest.advanceTimersByTimeAsync(seconds * 1000);
  return Promise.race([end, Promise.resolve(null)]);
}

describe('the lease of an execution', () => {
  it('is kept for as long as the run takes, over outages that are shorter than it', async () => {
    const away = (): Response => problem(503, 'unavailable');
    const busy = (): Response => problem(409, 'conflict');
    const gateway = new Gateway([extended, away, extended, busy, extended, extended]);
    const run = ({ signal }: Execution): Promise<string> =>
      new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error));
        setTimeout(() => resolve('done'), 300_000);
      });
    const going = gateway.client.execute('r1', run);
    expect(await after(299, going)).toBeNull();
    expect(gateway.beats).toBe(29);
    expect(await after(1, going)).toMatchObject({ result: 'done' });
    expect(gateway.reports).toEqual([{ fencingToken: 5, outcome: 'succeeded', result: 'done' }]);
    await after(60, going);
    expect(gateway.beats).toBeLessThanOrEqual(30);
  });

  it('is lost when the gateway says so: the run is stopped, and the server knows what became of it', async () => {
    const gateway = new Gateway([extended, () => problem(409, 'lease-lost')]);
    const going = gateway.client.execute('r1', untilStopped);
    expect(await after(19, going)).toBeNull();
    expect(await after(2, going)).toMatchObject({ type: 'lease-lost', detail: 'Not so' });
    expect(gateway.reports).toEqual([]);
  });

  it.each<[string, readonly (() => Response)[]]>([
    ['answers', []],
    ['lets it through', [() => problem(503, 'unavailable')]],
  ])('is lost when nobody %s before it has run out', async (_, heartbeats) => {
    const gateway = new Gateway(heartbeats);
    const going = gateway.client.execute('r1', untilStopped);
    expect(await after(29, going)).toBeNull();
    expect(await after(2, going)).toMatchObject({ type: 'lease-lost' });
    expect(gateway.reports).toEqual([]);
  });

  it('that is lost does not keep a run that ended well from being reported', async () => {
    const gateway = new Gateway([() => problem(409, 'lease-lost')], () => problem(409, 'lease-lost'));
    const run = (execution: Execution): Promise<string> => untilStopped(execution).catch(() => 'done anyway');
    expect(await after(11, gateway.client.execute('r1', run))).toMatchObject({ type: 'lease-lost' });
    expect(gateway.reports).toEqual([{ fencingToken: 5, outcome: 'succeeded', result: 'done anyway' }]);
  });
});
