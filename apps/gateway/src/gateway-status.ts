import { hostname } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { EventLoopDelay, GatewayStatus, StoreStatus } from '@countersign/api-native';
import { type LogReader, StoreUnavailable } from '@countersign/event-store';

export type RunningGateway = Omit<GatewayStatus, 'eventLoop' | 'store'>;

const HALF_MINUTE_MS = 30_000;
/** Under so many delays nothing is said by their percentiles. */
const FEWEST = 50;

/** Of this process, from now on. */
export function runningGateway(known: Pick<GatewayStatus, 'version' | 'storeKind'>): RunningGateway {
  return { ...known, name: `${hostname()}:${process.pid}`, startedAt: Date.now() };
}

export function gatewayStatus(running: RunningGateway, log: LogReader): GatewayStatus {
  return { ...running, eventLoop: (eventLoopDelay ??= measured()), store: () => storeStatus(log) };
}

async function storeStatus(log: LogReader): Promise<StoreStatus | null> {
  try {
    const head = await log.head();
    return { head: head?.toString() ?? null };
  } catch (error) {
    if (error instanceof StoreUnavailable) return null;
    throw error;
  }
}

/** One for the whole process, however many applications are in it. */
let eventLoopDelay: (() => EventLoopDelay) | null = null;

/** Of the half minute that goes on, or of the one before it while that one has hardly begun. */
function measured(): () => EventLoopDelay {
  const histogram = monitorEventLoopDelay({ resolution: 20 });
  histogram.enable();
  const now = (): EventLoopDelay => ({
    meanMs: inMs(histogram.mean),
    p99Ms: inMs(histogram.percentile(99)),
    maxMs: inMs(histogram.max),
  });
  let before: EventLoopDelay | null = null;
  setInterval(() => {
    before = now();
    histogram.reset();
  }, HALF_MINUTE_MS).unref();
  return () => (before !== null && histogram.count < FEWEST ? before : now());
}

/** It measures the time between its timers, which are 20 ms apart. */
const inMs = (nanoseconds: number): number =>
  Number.isFinite(nanoseconds) ? Math.max(0, Math.round(nanoseconds / 10_000) / 100 - 20) : 0;
