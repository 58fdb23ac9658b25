import type { ReviewFilter, ReviewStatus } from '@countersign/client';
import { DECIDED, STATUSES } from '../parts/status.ts';

export const TABS = ['decide', 'mine', 'open', 'decided'] as const;
export type Tab = (typeof TABS)[number];

export const SORTS = ['oldest', 'newest', 'deadline', 'updated'] as const;
export type Sort = (typeof SORTS)[number];

/** All that the address of the queue says. */
export interface QueueAddress {
  readonly tab: Tab;
  readonly status: readonly ReviewStatus[];
  readonly kind: string;
  readonly group: string;
  readonly requester: string;
  /** `key:value`. */
  readonly label: string;
  /** Days of the reader, `YYYY-MM-DD`, both included. */
  readonly from: string;
  readonly to: string;
  readonly q: string;
  /** Null: as the tab has it. */
  readonly sort: Sort | null;
  /** The review that is open beside the list. */
  readonly review: string | null;
}

const SORT_OF: Readonly<Record<Tab, Sort>> = {
  decide: 'oldest',
  mine: 'newest',
  open: 'newest',
  decided: 'updated',
};

/** Words are found newest first, whatever is wished. */
export const sortOf = ({ tab, sort, q }: Pick<QueueAddress, 'tab' | 'sort' | 'q'>): Sort =>
  q === '' ? (sort ?? SORT_OF[tab]) : 'newest';

/** The statuses that a tab holds, where one may choose among several. */
export const statusesOf = (tab: Tab): readonly ReviewStatus[] => {
  if (tab === 'mine') return STATUSES;
  return tab === 'decided' ? DECIDED : [];
};

const TEXTS = ['kind', 'group', 'requester', 'label', 'from', 'to', 'q'] as const;
type Text = (typeof TEXTS)[number];

/** What stands in an address, and nothing that the gateway would refuse. */
export function readAddress(params: URLSearchParams): QueueAddress {
  const text = (name: string): string => (params.get(name) ?? '').trim();
  const tab = TABS.find((one) => one === params.get('tab')) ?? 'decide';
  const status = params.getAll('status');
  return {
    tab,
    status: statusesOf(tab).filter((one) => status.includes(one)),
    kind: text('kind'),
    group: text('group'),
    requester: text('requester'),
    label: /^[^:]+:/.test(text('label')) ? text('label') : '',
    from: dayOrNone(text('from')),
    to: dayOrNone(text('to')),
    q: /[\p{L}\p{N}]/u.test(text('q')) ? text('q').slice(0, 256) : '',
    sort: SORTS.find((one) => one === params.get('sort')) ?? null,
    review: params.get('review'),
  };
}

/** The shortest address that says the same. */
export function writeAddress(address: QueueAddress): URLSearchParams {
  const params = new URLSearchParams();
  if (address.tab !== 'decide') params.set('tab', address.tab);
  for (const status of address.status) params.append('status', status);
  for (const name of TEXTS) if (address[name] !== '') params.set(name, address[name]);
  if (address.sort !== null && address.sort !== SORT_OF[address.tab]) params.set('sort', address.sort);
  if (address.review !== null) params.set('review', address.review);
  return params;
}

/** What the gateway is asked for. */
export function filterOf(address: QueueAddress): ReviewFilter {
  const { tab, status, kind, group, requester, label, from, to, q } = address;
  return {
    ...TAB_FILTERS[tab],
    ...(status.length > 0 && { status: [...status] }),
    ...(kind !== '' && { kind }),
    ...(group !== '' && { group }),
    ...(requester !== '' && { requester }),
    ...(label !== '' && { label: [label] }),
    ...(from !== '' && { createdFrom: dayStart(from, 0) }),
    ...(to !== '' && { createdTo: dayStart(to, 1) }),
    ...(q !== '' && { q }),
    ...(q === '' && { sort: sortOf(address) }),
  };
}

const TAB_FILTERS: Readonly<Record<Tab, ReviewFilter>> = {
  decide: { decidable: true },
  mine: { mine: true },
  open: { status: ['PENDING'] },
  decided: { status: [...DECIDED] },
};

/** Of a tab without any filter: what its number counts. */
export const filterOfTab = (tab: Tab): ReviewFilter => TAB_FILTERS[tab];

/** How many things narrow the list down, beside its tab. */
export const narrowings = (address: QueueAddress): number =>
  TEXTS.filter((name: Text) => address[name] !== '').length + (address.status.length > 0 ? 1 : 0);

export const withoutFilters = ({ tab, sort, review }: QueueAddress): QueueAddress => ({
  ...{ tab, sort, review, status: [] },
  ...{ kind: '', group: '', requester: '', label: '', from: '', to: '', q: '' },
});

function dayOrNone(text: string): string {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : '';
}

/** When a day begins where the reader is, or one some days later. */
function dayStart(day: string, later: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + later).toISOString();
}
