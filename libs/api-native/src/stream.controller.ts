import {
  CurrentExchange,
  EventStreams,
  ExactQuery,
  type Exchange,
  type Position,
  positionHeader,
  positionOf,
} from '@countersign/http';
import { VIEWS, type Views } from '@countersign/projections';
import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ChangeStream } from './change-stream';
import { Problems } from './described';
import { StreamQuery } from './schema';
import { Streamed } from './stream-described';
import { concernOf } from './stream-filter';

/** The live feed of the API *native*. */
@ApiTags('native')
@Problems()
@Controller('v1')
export class StreamController {
  constructor(
    @Inject(VIEWS) private readonly views: Views,
    private readonly streams: EventStreams,
  ) {}

  @Get('stream')
  @Streamed()
  async stream(
    @CurrentExchange() exchange: Exchange,
    @ExactQuery(StreamQuery) query: StreamQuery,
    @Res() _streamed: unknown,
  ): Promise<void> {
    const concerns = concernOf(exchange.caller, query);
    await this.streams.answer(exchange, new ChangeStream(this.views, concerns, placeOf(exchange, query)));
  }
}

/** A client that comes back by itself says it in the header, whatever stood in its address at first. */
function placeOf({ request }: Exchange, { lastEventId }: StreamQuery): Position | null {
  const header = positionHeader(request, 'Last-Event-ID');
  return header ?? (lastEventId === undefined ? null : (positionOf(lastEventId) ?? null));
}
