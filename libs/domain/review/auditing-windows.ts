import type { TimeWindow } from './review';

/** Whether a clock shows both ends: two digits of hours, two of minutes. */
export function isDaily({ start, end }: TimeWindow): boolean {
  return [start, end].every((time) => {
    const [hours = '', minutes = ''] = time.split(':');
    return /^\d\d:\d\d$/.test(time) && Number(hours) <= 23 && Number(minutes) <= 59;
  });
}

export const windowed = (window: TimeWindow): string => `${window.start} to ${window.end}`;
