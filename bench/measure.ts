import { cpuMsEach, type Figures, figuresOf } from './figures';
import type { LoadJob, LoadRequest, LoadResult } from './load/job';
import { type DecisionFlow, newSessions } from './load/requests';
import type { People } from './people';
import { cpuSeconds, ownCpuSeconds } from './proc';
import type { Child } from './processes';
import { percentile } from './statistics';
import { askWorker } from './worker';

/** What is measured: where it listens, and the processes whose time it takes. */
export interface Target {
  readonly port: number;
  readonly server: Child;
  /** The store or the database server; null where it lives in the server's process. */
  readonly store: Child | null;
  /** Resolves when nothing is left to do of what was accepted, with the moment since when it is so. */
  settle(): Promise<number>;
}

export interface LoadSettings {
  readonly generator: Child;
  readonly people: People;
  readonly connections: number;
}

/** Decisions before the measured ones, as a share of them: code that runs for the first time is slower. */
const WARM_UP = 0.25;

interface DecidedReviews {
  readonly figures: Figures;
  /** Measured or not: what the target must hold. */
  readonly decisions: number;
  readonly reviews: readonly string[];
  readonly sessions: readonly string[];
}

/** Asks for reviews, then measures decisions, each of another review. Throws when an answer is not the expected one. */
export async function measureDecisions(
  load: LoadSettings,
  target: Target,
  flow: DecisionFlow,
  count: number,
): Promise<DecidedReviews> {
  const { askers, reviewers } = load.people;
  const warmUp = Math.ceil(count * WARM_UP);
  const sessions = newSessions(warmUp + count);
  const asked = await send(load, target, {
    tokens: askers,
    requests: sessions.map((session) => flow.ask(session)),
    status: flow.askedStatus,
    pick: flow.idPath,
    until: 'answer',
  });
  const reviews = asked.picked.map(String);
  const decisions = reviews.map((review, index) => flow.decide(review, sessions[index] ?? ''));
  const job = { tokens: reviewers, status: 200, pick: null, until: flow.until };
  await send(load, target, { ...job, requests: decisions.slice(0, warmUp) });
  await target.settle();

  const figures = await measured(load, target, { ...job, requests: decisions.slice(warmUp) }, true);
  return { figures, decisions: decisions.length, reviews, sessions };
}

/** Measures reads, with some before them. Throws when an answer is not 200. */
export async function measureReads(
  load: LoadSettings,
  target: Target,
  paths: readonly string[],
  count: number,
): Promise<Figures> {
  const requestAt = (index: number): LoadRequest => {
    return { method: 'GET', path: paths[index % paths.length] ?? '/', body: undefined };
  };
  const requests = Array.from({ length: count }, (_, index) => requestAt(index));
  const job = { tokens: load.people.reviewers, status: 200, pick: null, until: 'answer' } as const;
  await send(load, target, { ...job, requests: requests.slice(0, Math.ceil(count * WARM_UP)) });
  return measured(load, target, { ...job, requests }, false);
}

type Job = Omit<LoadJob, 'port' | 'connections'>;

async function measured(load: LoadSettings, target: Target, job: Job, leavesWork: boolean): Promise<Figures> {
  const before = readCpu(load, target);
  const result = await send(load, target, job);
  const sentAll = performance.now();
  const client = ownCpuSeconds(load.generator.pid);
  const settleSeconds = leavesWork ? Math.max(0, (await target.settle()) - sentAll) / 1000 : null;
  const after = readCpu(load, target);
  const count = job.requests.length;
  return figuresOf(count, result.seconds, result.latencies, {
    serverCpuMs: cpuMsEach(before.server, after.server, count),
    storeCpuMs: cpuMsEach(before.store, after.store, count),
    clientCpuMs: cpuMsEach(before.client, client, count),
    wholeP50Ms: job.until === 'answer' ? null : percentile(result.wholeLatencies, 0.5),
    settleSeconds,
  });
}

async function send(
  { generator, connections }: LoadSettings,
  { port }: Target,
  job: Job,
): Promise<LoadResult> {
  const result = await askWorker<LoadJob, LoadResult>(generator, { ...job, port, connections });
  if (result.failures === 0) return result;
  throw new Error(`${result.failures} of ${job.requests.length} answers are wrong; ${result.firstFailure}`);
}

function readCpu({ generator }: LoadSettings, { server, store }: Target) {
  return {
    server: ownCpuSeconds(server.pid),
    store: store === null ? null : cpuSeconds(store.pid),
    client: ownCpuSeconds(generator.pid),
  };
}
