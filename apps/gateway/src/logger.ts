import type { LoggerService } from '@nestjs/common';
import { pino } from 'pino';

/** Structured lines on standard error, one JSON object each; standard output is for people. */
export function openLogger(level: string): LoggerService & { warn(message: string): void } {
  const logger = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination(2));
  const write =
    (at: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal') =>
    (message: unknown, ...rest: unknown[]): void => {
      const context = rest.length > 0 ? { context: rest.at(-1) } : {};
      if (message instanceof Error) logger[at]({ ...context, err: message }, message.message);
      else logger[at](context, String(message));
    };
  return {
    // What Nest says while it wires modules is of no use to an operator.
    log: write('debug'),
    verbose: write('trace'),
    debug: write('debug'),
    warn: write('warn'),
    error: write('error'),
    fatal: write('fatal'),
  };
}
