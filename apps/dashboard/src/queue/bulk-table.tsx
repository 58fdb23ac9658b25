import type { DecisionResult, ReviewSummary } from '@countersign/client';
import { IconCheck, IconX } from '@tabler/icons-react';
import { Exact } from '../parts/exact.tsx';
import { Person } from '../parts/person.tsx';
import { Progress } from '../parts/progress.tsx';
import { riskOf } from '../parts/risk.ts';
import { Tag } from '../parts/tag.tsx';

interface BulkTableProps {
  readonly reviews: readonly ReviewSummary[];
  /** None before they are sent. */
  readonly results: ReadonlyMap<string, DecisionResult>;
}

/** What is decided together: what each is, and then how it went. */
export function BulkTable({ reviews, results }: BulkTableProps) {
  const isSent = results.size > 0;
  return (
    <table className="bulk-table">
      <thead>
        <tr>
          <th scope="col">Review</th>
          <th scope="col">Kind</th>
          <th scope="col">Requester</th>
          <th scope="col">{isSent ? 'Result' : 'Approvals'}</th>
        </tr>
      </thead>
      <tbody>
        {reviews.map((review) => (
          <tr key={review.id}>
            <th scope="row">
              <bdi>
                <Exact text={review.title} />
              </bdi>{' '}
              <RiskTag review={review} />
              {review.version > 1 && <Tag tone="violet">version {review.version}</Tag>}
            </th>
            <td>
              <bdi>
                <Exact text={review.subjectKind} />
              </bdi>
            </td>
            <td>
              <Person person={review.requester} />
            </td>
            <td>{isSent ? <Result result={results.get(review.id)} /> : <Progress {...review} />}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function RiskTag({ review }: { readonly review: ReviewSummary }) {
  const risk = riskOf(review.labels);
  return risk === null ? null : <Tag tone={risk.tone}>{risk.words}</Tag>;
}

function Result({ result }: { readonly result: DecisionResult | undefined }) {
  if (result === undefined) return null;
  if ('review' in result)
    return (
      <span className="row">
        <IconCheck aria-hidden size={16} /> Decided
      </span>
    );
  return (
    <span className="bulk-refused">
      <IconX aria-hidden size={16} /> {result.problem.detail}
    </span>
  );
}
