import type { Page } from 'playwright-core';
import type { DemoData } from './demo-data';
import type { Somebody } from './somebody';

/** A screen in one of its states: whose, where, and what has to be there before it is looked at. */
export interface Screen {
  readonly name: string;
  readonly who: Somebody | null;
  readonly path: (data: DemoData) => string;
  /** Waits for it, and does what leads to the state. */
  readonly ready: (page: Page) => Promise<unknown>;
}

const heading = (page: Page): Promise<void> => page.getByRole('heading', { level: 1 }).first().waitFor();

/** Every screen; each has screenshots, and is looked at by those who use no screen. */
export const SCREENS: readonly Screen[] = [
  { name: 'sign-in', who: null, path: () => '/', ready: heading },
  { name: 'queue', who: 'bob', path: () => '/queue', ready: heading },
  { name: 'review', who: 'bob', path: ({ fresh }) => `/reviews/${fresh}`, ready: heading },
  { name: 'review-amended', who: 'bob', path: ({ amended }) => `/reviews/${amended}`, ready: heading },
  { name: 'review-decided', who: 'alice', path: ({ rejected }) => `/reviews/${rejected}`, ready: heading },
  {
    name: 'review-as-it-was',
    who: 'erin',
    path: ({ amended }) => `/reviews/${amended}?at=1`,
    ready: heading,
  },
  { name: 'audit', who: 'erin', path: () => '/audit', ready: heading },
  { name: 'analytics', who: 'erin', path: () => '/analytics', ready: heading },
  { name: 'operations', who: 'dave', path: () => '/operations', ready: heading },
  { name: 'rules', who: 'dave', path: () => '/rules', ready: heading },
  { name: 'nothing-here', who: 'bob', path: () => '/no/such/page', ready: heading },
];
