/** How busy the only thread of the process is: how late timers come, milliseconds. */
export interface EventLoopDelay {
  readonly meanMs: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

export interface StoreStatus {
  /** Null in an empty store. */
  readonly head: string | null;
}

/** What the process knows of itself and of the store behind it. */
export interface GatewayStatus {
  /** Tells it from other gateways of the installation. */
  readonly name: string;
  readonly version: string;
  readonly startedAt: number;
  /** Our own, or an EventStoreDB or KurrentDB. */
  readonly storeKind: 'embedded' | 'external';
  eventLoop(): EventLoopDelay;
  /** Null where the store cannot be asked. */
  store(): Promise<StoreStatus | null>;
}

/** Nest token of the {@link GatewayStatus}. */
export const GATEWAY_STATUS = Symbol('GATEWAY_STATUS');
