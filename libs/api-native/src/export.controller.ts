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
import { RunningExports } from './running-exports';

/** Sent while the events of others are passed over; readers of NDJSON skip it, and no digest covers it. */
const BLANK_LINE = '\n';

/** What the log holds, for administrators and auditors. */
@ApiTags('native')
@Problems()
@Controller('v1/audit')
export class ExportController {
  constructor(
    private readonly exports: LogExports,
    private readonly streams: EventStreams,
    private readonly running: RunningExports,
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
    const leave = this.running.enter(exchange.caller);
    try {
      await this.streams.answerLong(exchange, async (): Promise<LongAnswer> => {
        const opened = await this.exports.open({ workspace, from: placeIn(from), to: placeIn(to) });
        if (opened.kind === 'refused') throw invalid(opened.option, opened.problem);
        return { contentType: 'application/x-ndjson', pieces: opened.pieces, stillHere: () => BLANK_LINE };
      });
    } finally {
      leave();
    }
  }
}

function invalid(option: string, problem: string): Failed {
  const msg = `Input ${problem}`;
  return new Failed({ kind: 'invalid', problems: [{ loc: ['query', option], msg, type: 'int_parsing' }] });
}
