import { percentile } from './statistics';

/** One measurement in one round. Null where the machine does not tell. */
export interface Figures {
  readonly perSecond: number;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  /** Until the end of an event stream; null for plain answers. */
  readonly wholeP50Ms: number | null;
  /** CPU milliseconds for one request, of the server, of its database or store, and of the load generator. */
  readonly serverCpuMs: number | null;
  readonly storeCpuMs: number | null;
  readonly clientCpuMs: number | null;
  /** From the last answer until views and reactions had nothing left to do; their CPU until then is counted. */
  readonly settleSeconds: number | null;
}

/** A name and what was measured under it; the same names come back in every round. */
export interface Measurement {
  readonly name: string;
  readonly figures: Figures;
}

export interface StartFigures {
  readonly listeningMs: number;
  readonly gatewayMb: number | null;
  readonly storeMb: number | null;
}

export interface Round {
  readonly measurements: readonly Measurement[];
  readonly start: StartFigures;
}

const NOTHING: Omit<Figures, 'perSecond'> = {
  p50Ms: null,
  p99Ms: null,
  wholeP50Ms: null,
  serverCpuMs: null,
  storeCpuMs: null,
  clientCpuMs: null,
  settleSeconds: null,
};

export function figuresOf(
  count: number,
  seconds: number,
  latencies: readonly number[],
  more: Partial<Figures> = {},
): Figures {
  return {
    ...NOTHING,
    perSecond: count / seconds,
    p50Ms: latencies.length === 0 ? null : percentile(latencies, 0.5),
    p99Ms: latencies.length === 0 ? null : percentile(latencies, 0.99),
    ...more,
  };
}

/** CPU milliseconds a request between two readings of a process. */
export function cpuMsEach(before: number | null, after: number | null, count: number): number | null {
  return before === null || after === null ? null : ((after - before) * 1000) / count;
}
