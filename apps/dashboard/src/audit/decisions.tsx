import type { DecidedReview } from '@countersign/client';
import { Button } from '@mantine/core';
import { IconArrowUp, IconGavel } from '@tabler/icons-react';
import { type ReactNode, useEffect, useMemo, useRef } from 'react';
import { Link, useLocation } from 'react-router';
import { Failure } from '../parts/failure.tsx';
import { Loading } from '../parts/loading.tsx';
import { Person } from '../parts/person.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { Tag } from '../parts/tag.tsx';
import { Age, Moment } from '../parts/times.tsx';
import { isOverseer, useReader } from '../session/reader.ts';
import { addresses } from '../shell/addresses.ts';
import { usePageTitle } from '../shell/page-title.ts';
import {
  DECISION_FIELDS,
  type DecisionAddress,
  type DecisionField,
  decisionFilter,
  DECISIONS_OF_A_PAGE,
  readDecisions,
  writeDecisions,
} from './audit-address.ts';
import { type Field, Filters } from './filters.tsx';
import { ListFile } from './list-file.tsx';
import { decisionsFile } from './list-files.ts';
import { useAddress } from '../shell/use-address.ts';
import { NothingFound } from './nothing-found.tsx';
import { useDecisions } from './use-decisions.ts';
import { VerdictBadge } from './verdict-badge.tsx';
import { Exact } from '../parts/exact.tsx';

const FIELDS: readonly Field<DecisionField>[] = [
  {
    name: 'verdict',
    label: 'Verdict',
    choices: { approve: 'Approved', reject: 'Rejected', revoke: 'Revoked' },
  },
  { name: 'actor', label: 'By', placeholder: 'bob' },
  { name: 'session', label: 'Session', placeholder: 's-1' },
  { name: 'from', label: 'From', as: 'day' },
  { name: 'to', label: 'Until', as: 'day' },
];

const FIRST_PAGE = { page: 1, cursor: '' } as const;

/** All decisions on the reviews that the reader may see. */
export function Decisions() {
  usePageTitle('Decisions');
  const { address, go } = useAddress(readDecisions, writeDecisions);
  const filter = useMemo(() => decisionFilter(address), [address]);
  const { list, hasNew } = useDecisions(filter, address.cursor);
  const isNarrowed = DECISION_FIELDS.some((name) => address[name] !== '');
  const rows = list.data?.items ?? [];
  const total = list.data?.total ?? null;
  return (
    <div className="stack">
      <Filters fields={FIELDS} values={address} onChange={(fields) => go({ ...fields, ...FIRST_PAGE })}>
        {rows.length > 0 && (
          <ListFile
            key={JSON.stringify(filter)}
            label="Download as CSV"
            what="decisions"
            make={decisionsFile(filter)}
          />
        )}
        {hasNew && (
          <Button
            size="sm"
            leftSection={<IconArrowUp aria-hidden size={16} />}
            onClick={() => {
              if (address.page > 1) go(FIRST_PAGE);
              void list.refetch();
            }}
          >
            Show what was decided meanwhile
          </Button>
        )}
      </Filters>
      {list.isPending && <Loading label="The decisions are loading" lines={8} />}
      {list.isError && <Failure error={list.error} what="The decisions" retry={() => void list.refetch()} />}
      {list.isSuccess && rows.length === 0 && (
        <NoDecisions isNarrowed={isNarrowed} onClear={() => go(readDecisions(new URLSearchParams()))} />
      )}
      {rows.length > 0 && <DecisionTable rows={rows} isLoading={list.isPlaceholderData} />}
      {rows.length > 0 && <Pages address={address} total={total} next={list.data?.next ?? null} />}
    </div>
  );
}

function NoDecisions({
  isNarrowed,
  onClear,
}: {
  readonly isNarrowed: boolean;
  readonly onClear: () => void;
}) {
  const whose = isOverseer(useReader()) ? 'in the workspace' : 'on reviews that you may see';
  return (
    <NothingFound
      icon={<IconGavel size={28} />}
      isNarrowed={isNarrowed}
      narrowed={{
        title: 'No decision matches',
        text: 'Nothing that was decided has all that you filter for.',
      }}
      empty={{
        title: 'Nothing has been decided yet',
        text: `Every approval, rejection and revocation ${whose} appears here, with who decided and why.`,
      }}
      onClear={onClear}
    />
  );
}

const COLUMNS = ['Decided', 'Verdict', 'By', 'Review', 'Note'] as const;

/** Roles are said, because a narrow page lays it out in another way. */
function DecisionTable({
  rows,
  isLoading,
}: {
  readonly rows: readonly DecidedReview[];
  readonly isLoading: boolean;
}) {
  const top = useRef<HTMLDivElement>(null);
  const first = rows[0]?.number;
  const seen = useRef(first);
  useEffect(() => {
    if (seen.current !== first) top.current?.scrollIntoView({ block: 'nearest' });
    seen.current = first;
  }, [first]);
  return (
    <div className="panel decisions-frame" ref={top} aria-busy={isLoading}>
      <table className="decisions" role="table">
        <caption className="only-read">Decisions, the latest first</caption>
        <thead role="rowgroup">
          <tr role="row">
            {COLUMNS.map((name) => (
              <th key={name} role="columnheader" scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <DecisionRow key={row.number} row={row} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function DecisionRow({ row }: { readonly row: DecidedReview }) {
  const { number, verdict, by, at, note, forced, amended, review } = row;
  return (
    <tr role="row">
      <Cell name="when">
        <Moment at={at} />
        <span className="small muted">
          <Age since={at} /> · no. {number}
        </span>
      </Cell>
      <Cell name="verdict">
        <span className="row">
          <VerdictBadge verdict={verdict} />
          {forced && <Tag tone="red">forced</Tag>}
          {amended && <Tag tone="violet">amended</Tag>}
        </span>
      </Cell>
      <Cell name="by">
        <Person person={by} />
      </Cell>
      <Cell name="review">
        <Link to={addresses.review(review.id)}>
          <bdi>
            <Exact text={review.title} />
          </bdi>
        </Link>
        <span className="small muted row">
          <StatusBadge status={review.status} />
          <bdi>
            {review.subjectKind} · {review.action}
          </bdi>
        </span>
      </Cell>
      <Cell name="note">
        {note === null ? (
          <span className="muted">no note</span>
        ) : (
          <bdi>
            <Exact text={note} />
          </bdi>
        )}
      </Cell>
    </tr>
  );
}

/** Of one place on wide pages and another one on narrow ones. */
const Cell = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <td role="cell" className={`decisions-${name}`}>
    <div className="stack stack-tight">{children}</div>
  </td>
);

interface PagesProps {
  readonly address: DecisionAddress;
  readonly total: number | null;
  readonly next: string | null;
}

/** The places of the pages before, the first one left out; a link from elsewhere leads straight to its page. */
const trailIn = (state: unknown): readonly string[] =>
  Array.isArray(state) && state.every((one) => typeof one === 'string') ? state : [];

function Pages({ address, total, next }: PagesProps) {
  const { page, cursor } = address;
  const trail = trailIn(useLocation().state);
  const isKnown = trail.length === page - 2;
  const to = (one: number, place: string) => ({
    search: writeDecisions({ ...address, page: one, cursor: place }).toString(),
  });
  const isCapped = total !== null && total > 10_000;
  const last = total === null || isCapped ? null : Math.max(page, Math.ceil(total / DECISIONS_OF_A_PAGE));
  return (
    <nav className="row row-apart" aria-label="Pages">
      <span className="small muted">
        {total !== null && (isCapped ? 'More than 10,000' : total.toLocaleString())}
        {total === 1 ? ' decision' : ' decisions'}, page {page}
        {last !== null && ` of ${last}`}
      </span>
      <span className="row">
        {page > 1 && !isKnown && (
          <Button component={Link} to={to(1, '')} variant="default" size="sm" rel="first">
            Newest
          </Button>
        )}
        {page > 1 && isKnown && (
          <Button
            component={Link}
            to={to(page - 1, trail.at(-1) ?? '')}
            state={trail.slice(0, -1)}
            variant="default"
            size="sm"
            rel="prev"
          >
            Newer
          </Button>
        )}
        {next !== null && (
          <Button
            component={Link}
            to={to(page + 1, next)}
            state={cursor === '' ? [] : [...(isKnown ? trail : []), cursor]}
            variant="default"
            size="sm"
            rel="next"
          >
            Older
          </Button>
        )}
      </span>
    </nav>
  );
}
