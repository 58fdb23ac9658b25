import { LogExports } from '@countersign/audit';
import {
  CurrentExchange,
  EventStreams,
  ExactQuery,
  type Exchange,
  Failed,
  type LongAnswer,
} from '@countersign/http';
import { Controller, Get, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Exported } from './export-described';
import { ExportQuery, placeIn } from './export-schema';
import { Problems } from './described';
import { requireOversight } from './oversight';

/** What the log holds, for administrators and auditors. */
@ApiTags('native')
@Problems()
@Controller('v1/audit')
export class ExportController {
  constructor(
    private readonly exports: LogExports,
    private readonly streams: EventStreams,
  ) {}

  @Get('export')
  @Exported()
  async export(
    @CurrentExchange() exchange: Exchange,
    @ExactQuery(ExportQuery) { from, to }: ExportQuery,
    @Res() _streamed: unknown,
  ): Promise<void> {
    const { workspace } = exchange.caller;
    requireOversight(exchange.caller);
    await this.streams.answerLong(exchange, async (): Promise<LongAnswer> => {
      const pieces = await this.exports.open({ workspace, from: placeIn(from), to: placeIn(to) });
      if (pieces === null) throw noSuchPosition();
      return { contentType: 'application/x-ndjson', pieces };
    });
  }
}

function noSuchPosition(): Failed {
  const msg = 'Input should be the position of an event of the log';
  return new Failed({ kind: 'invalid', problems: [{ loc: ['query', 'from'], msg, type: 'int_parsing' }] });
}
