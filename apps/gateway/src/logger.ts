import type { LoggerService } from '@nestjs/common';
import { pino } from 'pino';

/** What a terminal or a viewer takes for an order or for the end of a line, and JSON leaves as it is. */
const DECEIVING = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** The same JSON in characters that show what they are. */
function plain(line: string): string {
  return line.replace(DECEIVING, (character) =>
    [...Array(character.length).keys()].map((at) => escaped(character.charCodeAt(at))).join(''),
  );
}

const escaped = (unit: number): string => `\\u${unit.toString(16).padStart(4, '0')}`;

const isRecord = (message: unknown): message is Readonly<Record<string, unknown>> =>
  typeof message === 'object' && message !== null;

interface GatewayLogger extends LoggerService {
  /** Whether lines of level `debug` are written. */
  readonly isTalkative: boolean;
}

/** Structured lines on standard error, one JSON object each; standard output is for people. */
export function openLogger(
  level: string,
  out: { write(line: string): unknown } = pino.destination(2),
): GatewayLogger {
  const stream = { write: (line: string) => void out.write(plain(line)) };
  const logger = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, stream);
  const write =
    (at: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal') =>
    (message: unknown, ...rest: unknown[]): void => {
      const context = rest.length > 0 ? { context: rest.at(-1) } : {};
      if (message instanceof Error) logger[at]({ ...context, err: message }, message.message);
      else if (isRecord(message)) logger[at]({ ...context, ...message });
      else logger[at](context, String(message));
    };
  return {
    // What Nest says while it wires modules, in words, is of no use to an operator.
    log: (message: unknown, ...rest: unknown[]) =>
      write(isRecord(message) ? 'info' : 'debug')(message, ...rest),
    verbose: write('trace'),
    debug: write('debug'),
    warn: write('warn'),
    error: write('error'),
    fatal: write('fatal'),
    isTalkative: logger.isLevelEnabled('debug'),
  };
}
