import { Link } from 'react-router';
import { type QueueAddress, type Tab, TABS, withoutFilters, writeAddress } from './queue-address.ts';
import { countWords, useTabCounts } from './use-queue.ts';

const NAMES: Readonly<Record<Tab, string>> = {
  decide: 'Mine to decide',
  mine: 'My requests',
  open: 'All open',
  decided: 'Decided',
};

/** Each with how many it holds, once the rows are there. Filters stay when the tab changes; the order is the tab's own. */
export function QueueTabs({ address, isRead }: { readonly address: QueueAddress; readonly isRead: boolean }) {
  const counts = useTabCounts(isRead);
  return (
    <nav className="queue-tabs" aria-label="Lists">
      <ul>
        {TABS.map((tab) => {
          const count = counts[tab];
          const kept = tab === address.tab ? withoutFilters(address) : { ...address, status: [], sort: null };
          return (
            <li key={tab}>
              <Link
                to={{ search: writeAddress({ ...kept, tab, review: null }).toString() }}
                className="queue-tab"
                aria-current={tab === address.tab ? 'page' : undefined}
              >
                {NAMES[tab]}
                {count !== null && <span className="queue-tab-count">{countWords(count)}</span>}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
