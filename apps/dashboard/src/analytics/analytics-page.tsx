import { Button } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useSearchParams } from 'react-router';
import { AsOf } from '../parts/as-of.tsx';
import { Failure } from '../parts/failure.tsx';
import { Loading } from '../parts/loading.tsx';
import { useNow } from '../parts/now.ts';
import { Tag } from '../parts/tag.tsx';
import { OverseersOnly } from '../session/overseers-only.tsx';
import { usePageTitle } from '../shell/page-title.ts';
import { type AnalyticsAddress, rangeOf, readAddress, writeAddress } from './analytics-address.ts';
import { Charts } from './charts.tsx';
import { dayOf, fullDayWords, lengthInDays } from './days.ts';
import { Overview } from './overview.tsx';
import { RangeChoice } from './range-choice.tsx';
import { useStats } from './use-stats.ts';
import './analytics.css';

export default function AnalyticsPage() {
  return (
    <OverseersOnly title="Analytics" of="how many decisions there are, and how long they take">
      <Analytics />
    </OverseersOnly>
  );
}

function Analytics() {
  usePageTitle('Analytics');
  const [params, setParams] = useSearchParams();
  const address = readAddress(params);
  const range = rangeOf(address.days, dayOf(useNow()));
  const { query, isBehind } = useStats(range);
  const { data, error, isPending, isFetching, isPlaceholderData, dataUpdatedAt } = query;
  // The browser's address may be ahead of the page: what was chosen a moment ago stays chosen.
  const go = (change: Partial<AnalyticsAddress>): void =>
    setParams(writeAddress({ ...readAddress(new URLSearchParams(window.location.search)), ...change }), {
      preventScrollReset: true,
    });
  return (
    <div className="page">
      <div className="row row-apart">
        <div>
          <h1>Analytics</h1>
          <p className="muted">
            {fullDayWords(range.from)} to {fullDayWords(range.to)}: {lengthInDays(range)} days in UTC
          </p>
        </div>
        <div className="row">
          {isBehind && <Tag tone="blue">something has happened since</Tag>}
          {dataUpdatedAt > 0 && <AsOf at={dataUpdatedAt} />}
          <Button
            variant="default"
            size="xs"
            leftSection={<IconRefresh aria-hidden size={14} />}
            onClick={() => void query.refetch()}
          >
            Refresh
          </Button>
        </div>
      </div>
      <RangeChoice address={address} range={range} go={go} />
      {error !== null && <Failure error={error} retry={() => void query.refetch()} what="The figures" />}
      {isPending && <Loading label="The figures are loading" lines={8} />}
      {data !== undefined && (
        <div className="stack stack-loose" aria-busy={isFetching && isPlaceholderData}>
          <Overview stats={data} />
          <Charts stats={data} address={address} go={go} />
        </div>
      )}
    </div>
  );
}
