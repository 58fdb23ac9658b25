import type { TimeWindow } from '@countersign/review';

const TIME = /^([01]?\d|2[0-3]):[0-5]\d$/;

/** What is wrong with a time window as the API takes it, in the reference's words; null where nothing is. */
export function problemOfTimeWindow(value: unknown): string | null {
  if (value === null || typeof value !== 'object') return 'time_window must be an object';
  const { type, configuration } = value as { readonly type?: unknown; readonly configuration?: unknown };
  if (type !== 'time_range') return 'unknown time_window type, expected time_range';
  const { start_time: start, end_time: end } = (configuration ?? {}) as {
    readonly start_time?: unknown;
    readonly end_time?: unknown;
  };
  if (isMissing(start) || isMissing(end)) return 'both from and to time must be provided';
  return problemOfTime('start_time', start) ?? problemOfTime('end_time', end);
}

const isMissing = (time: unknown): boolean => time === undefined || time === null || time === '';

function problemOfTime(name: string, time: unknown): string | null {
  const isTime = typeof time === 'string' && TIME.test(time);
  return isTime ? null : `invalid ${name} format, expected HH:MM in 24-hour format`;
}

/** A window without a problem as the rules take it: hours of two digits. */
export function toTimeWindow(body: TimeWindowBody): TimeWindow {
  const { start_time: start, end_time: end } = body.configuration;
  return { start: start.padStart(5, '0'), end: end.padStart(5, '0') };
}

interface TimeWindowBody {
  readonly type: string;
  readonly configuration: { readonly start_time: string; readonly end_time: string };
}

export function timeWindowBody({ start, end }: TimeWindow): TimeWindowBody {
  return { type: 'time_range', configuration: { start_time: start, end_time: end } };
}
