import { Inject, Injectable, Optional } from '@nestjs/common';
import { STREAM_TIMES, type StreamSource, type StreamTimes, writeEventStream } from './event-stream';
import type { Exchange } from './exchange';

/** Nest token of the {@link StreamTimes} of this process; the defaults without one. */
export const EVENT_STREAM_TIMES = Symbol('EVENT_STREAM_TIMES');

/** Streamed answers, in this process's own times. */
@Injectable()
export class EventStreams {
  constructor(@Optional() @Inject(EVENT_STREAM_TIMES) private readonly times: StreamTimes = STREAM_TIMES) {}

  answer(exchange: Exchange, source: StreamSource): Promise<void> {
    return writeEventStream(exchange, source, this.times);
  }
}
