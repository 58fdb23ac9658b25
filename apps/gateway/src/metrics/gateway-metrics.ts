import type { CommandObserver } from '@countersign/commands';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { commandFigures } from './command-figures';
import { viewFigures, type WatchedStore, type WatchedViews } from './view-figures';

/** Nest token of the {@link GatewayMetrics} of this process. */
export const GATEWAY_METRICS = Symbol('GATEWAY_METRICS');

/**
 * The figures of one gateway in Prometheus' text format (version 0.0.4). Labels are routes, types, codes and names of
 * ours: no workspace, person, review or word of a caller, so there is nothing to hide and the number of series has a
 * bound. What the views know is looked at when somebody asks, one look at a time however many ask.
 */
export class GatewayMetrics {
  readonly registry = new Registry();
  readonly observer: CommandObserver = commandFigures(this.registry);
  private look: (() => Promise<void>) | null = null;
  private running: Promise<string> | null = null;

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** Also of those that are there once it runs. */
  watch(views: WatchedViews, store: WatchedStore, openStreams: () => number): void {
    this.look = viewFigures(this.registry, views, store);
    new Gauge({
      name: 'countersign_streams_open',
      help: 'Streams without an end (SSE) that are open',
      registers: [this.registry],
      collect() {
        this.set(openStreams());
      },
    });
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  text(): Promise<string> {
    this.running ??= this.told().finally(() => (this.running = null));
    return this.running;
  }

  private async told(): Promise<string> {
    await this.look?.();
    return this.registry.metrics();
  }
}
