import { Inject, Injectable, Optional } from '@nestjs/common';
import {
  type LongAnswer,
  STREAM_TIMES,
  type StreamSource,
  type StreamTimes,
  writeEventStream,
  writeLongAnswer,
} from './event-stream';
import type { Exchange } from './exchange';
import { OpenStreams } from './open-streams';

/** Nest token of the {@link StreamTimes} of this process; the defaults without one. */
export const EVENT_STREAM_TIMES = Symbol('EVENT_STREAM_TIMES');

/** Streamed answers, in this process's own times. */
@Injectable()
export class EventStreams {
  constructor(
    private readonly open: OpenStreams,
    @Optional() @Inject(EVENT_STREAM_TIMES) private readonly times: StreamTimes = STREAM_TIMES,
  ) {}

  /** Throws {@link Failed} `rate-limited` where too many streams without an end are open. */
  async answer(exchange: Exchange, source: StreamSource): Promise<void> {
    const leave = source.place === undefined ? null : this.open.enter(exchange.caller);
    try {
      await writeEventStream(exchange, source, this.times);
    } finally {
      leave?.();
    }
  }

  /**
   * What takes long but ends; it counts as an open stream while it does. `open` is asked once there is room, and may
   * refuse. Throws as {@link answer}.
   */
  async answerLong(exchange: Exchange, open: () => Promise<LongAnswer>): Promise<void> {
    const leave = this.open.enter(exchange.caller, false);
    try {
      await writeLongAnswer(exchange, await open(), this.times);
    } finally {
      leave();
    }
  }
}
