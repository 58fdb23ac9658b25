import type { Rule } from '@countersign/client';
import { Button } from '@mantine/core';
import { IconPlus, IconScale } from '@tabler/icons-react';
import { Link } from 'react-router';
import { EmptyState } from '../parts/empty-state.tsx';
import { Failure } from '../parts/failure.tsx';
import { Loading } from '../parts/loading.tsx';
import { Tag } from '../parts/tag.tsx';
import { isAdministrator, useReader } from '../session/reader.ts';
import { addresses } from '../shell/addresses.ts';
import { usePageTitle } from '../shell/page-title.ts';
import { allOf, approvalWords, matchesAll, matchParts, shadows, timeParts } from './rule-words.ts';
import { useRules } from './use-rules.ts';

/** The rules in the order in which they are tried. */
export default function RuleList() {
  usePageTitle('Rules');
  const rules = useRules();
  const mayEdit = isAdministrator(useReader());
  const isEmpty = rules.data?.length === 0;
  return (
    <div className="page">
      <div className="row row-apart">
        <div className="stack stack-tight rule-intro">
          <h1>Rules</h1>
          <p className="muted">
            Tried from the top for each new request; the first that matches says who has to approve it. What
            was asked for before a rule changed still obeys it as it was.
          </p>
        </div>
        {mayEdit && !isEmpty && <NewRule />}
      </div>
      {rules.isPending && <Loading label="The rules are loading" />}
      {rules.isError && <Failure error={rules.error} what="The rules" retry={() => void rules.refetch()} />}
      {isEmpty && (
        <EmptyState
          icon={<IconScale size={28} />}
          title="There are no rules yet"
          text={`The rules of this workspace would be here: who has to approve what. Until there are some, each request says itself who should approve it.${mayEdit ? '' : ' Administrators make them.'}`}
        >
          {mayEdit && <NewRule />}
        </EmptyState>
      )}
      {rules.data !== undefined && !isEmpty && <List rules={rules.data} />}
    </div>
  );
}

const NewRule = () => (
  <Button component={Link} to={addresses.newRule} leftSection={<IconPlus aria-hidden size={16} />}>
    New rule
  </Button>
);

function List({ rules }: { readonly rules: readonly Rule[] }) {
  const shadowed = shadows(rules);
  const isLastOpen = !rules.some(({ match }) => matchesAll(match));
  return (
    <>
      <ol className="rule-list" aria-label="Rules, in the order in which they are tried">
        {rules.map((rule, index) => (
          <Row key={rule.name} rule={rule} number={index + 1} shadow={shadowed.get(rule.name) ?? null} />
        ))}
      </ol>
      {isLastOpen && (
        <p className="muted small">
          What none of them matches is approved by whom the request names, or by any one reviewer.
        </p>
      )}
    </>
  );
}

interface RowProps {
  readonly rule: Rule;
  readonly number: number;
  /** The rule before it that leaves nothing for it. */
  readonly shadow: string | null;
}

function Row({ rule, number, shadow }: RowProps) {
  const { name, description, match, groups, minApprovals, priority } = rule;
  const parts = matchParts(match);
  const times = timeParts(rule);
  const isSome = minApprovals > 0 && minApprovals < groups.length;
  return (
    <li className="panel rule-row">
      <span className="rule-number" aria-hidden>
        {number}
      </span>
      <div className="stack stack-tight">
        <h2>
          <Link to={addresses.rule(name)}>
            <bdi>{name}</bdi>
          </Link>
        </h2>
        {description !== '' && (
          <p className="small">
            <bdi>{description}</bdi>
          </p>
        )}
        <p className="small muted">priority {priority}</p>
        {shadow !== null && (
          <p className="small rule-never">
            Never tried: <bdi>{shadow}</bdi> matches every request.
          </p>
        )}
      </div>
      <dl className="rule-says">
        <div>
          <dt>Is for</dt>
          <dd>
            {parts.length === 0 ? (
              <Tag tone="red">every request</Tag>
            ) : (
              parts.map((part) => (
                <div key={part}>
                  <bdi>{part}</bdi>
                </div>
              ))
            )}
          </dd>
        </div>
        <div>
          <dt>Must approve</dt>
          <dd>
            <bdi>{approvalWords(rule)}</bdi>
            {isSome && <span className="muted"> (not all)</span>}
          </dd>
        </div>
        <div>
          <dt>Times</dt>
          <dd>
            {times.length === 0 ? (
              <span className="muted">as asked for</span>
            ) : (
              times.map((time) => <div key={time}>{time}</div>)
            )}
          </dd>
        </div>
        <div>
          <dt>Beside that</dt>
          <dd className="row">
            <Extras rule={rule} />
          </dd>
        </div>
      </dl>
    </li>
  );
}

function Extras({ rule }: { readonly rule: Rule }) {
  const { amending, reasonRequired, forceApprovalGroups, distinctApprovers, type } = rule;
  const tags = [
    ...(distinctApprovers ? ['one slot a person'] : []),
    ...(amending === null ? [] : [`amending ${amending.replace('-', ' ')}`]),
    ...(reasonRequired.length > 0 ? [`reason to ${allOf(reasonRequired)}`] : []),
    ...(forceApprovalGroups.length > 0 ? [`force: ${allOf(forceApprovalGroups)}`] : []),
    ...(type === null ? [] : [type === 'jit' ? 'for a while' : 'once']),
  ];
  if (tags.length === 0) return <span className="muted">nothing</span>;
  return tags.map((tag) => <Tag key={tag}>{tag}</Tag>);
}
