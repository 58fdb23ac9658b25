const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long, in the largest unit that fits: `45 s`, `12 min`, `3 h`, `5 d`. */
function lengthOf(ms: number): string {
  if (ms < MINUTE) return `${Math.max(0, Math.floor(ms / SECOND))} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  if (ms < DAY) return `${Math.floor(ms / HOUR)} h`;
  return `${Math.floor(ms / DAY)} d`;
}

/** The same, without seconds that a slow clock would show wrong. */
const coarse = (ms: number): string => (ms < MINUTE ? 'under 1 min' : lengthOf(ms));

export type Urgency = 'none' | 'calm' | 'soon' | 'urgent' | 'over';

export interface TimeWords {
  readonly urgency: Urgency;
  readonly words: string;
}

/** How long until nobody can approve it any more. */
export function deadlineWords(deadline: string | null, now: number): TimeWords {
  if (deadline === null) return { urgency: 'none', words: 'no deadline' };
  const left = Date.parse(deadline) - now;
  if (left <= 0) return { urgency: 'over', words: `overdue by ${coarse(-left)}` };
  const words = `${coarse(left)} left`;
  if (left < HOUR) return { urgency: 'urgent', words };
  return { urgency: left < DAY ? 'soon' : 'calm', words };
}

/** How long it has waited, or how long ago it was. */
export function ageWords(since: string, now: number, isWaiting: boolean): TimeWords {
  const age = Math.max(0, now - Date.parse(since));
  if (!isWaiting) return { urgency: 'none', words: age < MINUTE ? 'just now' : `${coarse(age)} ago` };
  const words = age < MINUTE ? 'new' : `waiting ${coarse(age)}`;
  if (age >= 3 * DAY) return { urgency: 'urgent', words };
  return { urgency: age >= DAY ? 'soon' : 'calm', words };
}

/** Day and time as this reader writes them, to the second. */
export const momentOf = (time: string | number): string =>
  new Date(time).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

/** Hour and minute as this reader writes them. */
export const clockOf = (time: string | number): string =>
  new Date(time).toLocaleTimeString(undefined, { timeStyle: 'short' });
