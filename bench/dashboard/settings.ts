import { parseArgs } from 'node:util';
import { BadSettings, wholeNumber } from '../settings';

/** What one run of the benchmark of the dashboard does. */
export interface DashboardSettings {
  /** Open ones, when the first page is opened. */
  readonly reviews: number;
  /** Times that the queue is opened, each in a browser that has seen nothing. */
  readonly openings: number;
  /** Decisions by a person at the page, one after the other. */
  readonly decisions: number;
}

export const DASHBOARD_USAGE = `Measures the dashboard in a browser, over many open reviews.

  npm run bench -- dashboard [options]

  --reviews <n>       open reviews (10000)
  --openings <n>      times that the queue is opened (10)
  --decisions <n>     decisions by a person at the page (100)
  --quick             few of each: shows that everything runs, its figures mean nothing`;

/** @throws BadSettings naming the option that is wrong and what was expected */
export function readDashboardSettings(args: readonly string[]): DashboardSettings | 'help' {
  const { values } = parse(args);
  if (values.help === true) return 'help';
  const isQuick = values.quick === true;
  return {
    reviews: wholeNumber('reviews', values.reviews, isQuick ? 200 : 10_000),
    openings: wholeNumber('openings', values.openings, isQuick ? 2 : 10),
    decisions: wholeNumber('decisions', values.decisions, isQuick ? 3 : 100),
  };
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: { reviews: text, openings: text, decisions: text, quick: flag, help: flag },
    });
  } catch (error) {
    throw new BadSettings(error instanceof Error ? error.message : String(error));
  }
}
