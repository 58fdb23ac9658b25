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

const charts = (page: Page): Promise<void> => page.locator('.chart-picture svg').first().waitFor();
const standing = (page: Page): Promise<void> => page.getByRole('table', { name: 'Reactions' }).waitFor();

/**
 * Every screen; each has screenshots, and is looked at by those who use no screen. Whatever cannot be left for another
 * screen is the last of a person's, and what is none the first.
 */
export const SCREENS: readonly Screen[] = [
  { name: 'sign-in', who: null, path: () => '/', ready: heading },
  { name: 'nothing-here', who: 'bob', path: () => '/no/such/page', ready: heading },
  { name: 'queue', who: 'bob', path: () => '/queue', ready: heading },
  {
    name: 'queue-review',
    who: 'bob',
    path: ({ fresh }) => `/queue?review=${fresh}`,
    ready: (page) => page.getByRole('region', { name: 'Your decision' }).waitFor(),
  },
  { name: 'review', who: 'bob', path: ({ fresh }) => `/reviews/${fresh}`, ready: heading },
  { name: 'review-amended', who: 'bob', path: ({ amended }) => `/reviews/${amended}`, ready: heading },
  { name: 'review-decided', who: 'alice', path: ({ rejected }) => `/reviews/${rejected}`, ready: heading },
  {
    name: 'review-as-it-was',
    who: 'erin',
    path: ({ amended }) => `/reviews/${amended}?at=0`,
    ready: (page) => page.getByText('Historic view, actions off.', { exact: true }).waitFor(),
  },
  {
    name: 'review-compared',
    who: 'erin',
    path: ({ amended }) => `/reviews/${amended}?since=0`,
    ready: async (page) => {
      await page.getByRole('table', { name: 'What differs' }).waitFor();
      await page.getByRole('radio', { name: 'Side by side' }).first().waitFor({ state: 'attached' });
    },
  },
  {
    name: 'audit',
    who: 'erin',
    path: () => '/audit',
    ready: (page) => page.getByRole('table', { name: 'Decisions' }).waitFor(),
  },
  {
    name: 'audit-log',
    who: 'erin',
    path: () => '/audit/log',
    ready: (page) => page.getByRole('list', { name: 'Events' }).getByRole('listitem').first().waitFor(),
  },
  {
    name: 'audit-verification',
    who: 'erin',
    path: () => '/audit/verification',
    ready: async (page) => {
      await page.getByRole('button', { name: /Verify the log/ }).click();
      await page.locator('strong', { hasText: 'The log is what was recorded' }).waitFor();
    },
  },
  {
    name: 'audit-export',
    who: 'erin',
    path: () => '/audit/export',
    ready: async (page) => {
      await page.getByRole('button', { name: 'Export' }).click();
      await page.getByText(/events are in the file/).waitFor();
    },
  },
  {
    name: 'audit-forbidden',
    who: 'bob',
    path: () => '/audit/log',
    ready: (page) => page.getByText('The event log is for administrators and auditors').waitFor(),
  },
  { name: 'analytics', who: 'erin', path: () => '/analytics', ready: charts },
  {
    name: 'analytics-tables',
    who: 'erin',
    path: () => '/analytics?days=7&by=group&table=first-decision&table=decisions&table=backlog',
    ready: charts,
  },
  { name: 'operations', who: 'dave', path: () => '/operations', ready: standing },
  {
    name: 'rules',
    who: 'dave',
    path: () => '/rules',
    ready: (page) => page.getByRole('link', { name: 'payments' }).waitFor(),
  },
  {
    name: 'rule',
    who: 'bob',
    path: () => '/rules/named/payments',
    ready: async (page) => {
      await page.getByText('fills security').waitFor();
      await page.getByText('made it').waitFor();
    },
  },
  {
    name: 'rule-new',
    who: 'dave',
    path: () => '/rules/new',
    ready: (page) => page.getByText('any other reviewer').waitFor(),
  },
  {
    name: 'rule-change',
    who: 'dave',
    path: () => '/rules/named/payments/edit',
    ready: async (page) => {
      await page.getByLabel('Approvals needed').fill('1');
      await page.getByText('from among').waitFor();
      await page.getByRole('button', { name: 'Review the change' }).click();
      await page.getByRole('dialog').getByText('all slots').waitFor();
    },
  },
];
