import type { Review } from '@countersign/client';
import { NativeSelect } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { Failure } from '../parts/failure.tsx';
import { Loading } from '../parts/loading.tsx';
import { Age } from '../parts/times.tsx';
import { Section } from '../parts/section.tsx';
import { useVersion } from './use-review.ts';

const DiffView = lazy(() => import('./diff-view.tsx'));

/** What amendments made of it: any two versions beside each other. */
export function Versions({ review }: { readonly review: Review }) {
  const { version, versions } = review;
  const [from, setFrom] = useState(1);
  const [chosenTo, setTo] = useState<number | null>(null);
  const to = chosenTo ?? version;
  const before = useVersion(review, from);
  const after = useVersion(review, to);
  const people = new Map([
    [review.requester.id, review.requester.name],
    ...review.decisions.map(({ by }) => [by.id, by.name] as const),
  ]);
  const options = versions.map(({ version: one, by }) => ({
    value: String(one),
    label: `Version ${one}, by ${people.get(by) || by}`,
  }));
  const failed = [before, after].find(({ isError }) => isError);
  const last = versions.at(-1);
  return (
    <Section
      title="What was amended"
      aside={
        last !== undefined && (
          <span className="small muted">
            last <Age since={last.at} />
          </span>
        )
      }
    >
      {versions.length > 2 && (
        <div className="row">
          <NativeSelect
            label="From"
            size="xs"
            value={String(from)}
            data={options}
            onChange={(event) => setFrom(Number(event.currentTarget.value))}
          />
          <NativeSelect
            label="To"
            size="xs"
            value={String(to)}
            data={options}
            onChange={(event) => setTo(Number(event.currentTarget.value))}
          />
        </div>
      )}
      {failed !== undefined && (
        <Failure error={failed.error} what="A version" retry={() => void failed.refetch()} />
      )}
      {before.data !== undefined && after.data !== undefined ? (
        <Suspense fallback={<Loading label="The difference is loading" />}>
          <DiffView
            before={before.data}
            after={after.data}
            names={[labelOf(options, from), labelOf(options, to)]}
          />
        </Suspense>
      ) : (
        failed === undefined && <Loading label="The versions are loading" />
      )}
    </Section>
  );
}

const labelOf = (
  options: readonly { readonly value: string; readonly label: string }[],
  version: number,
): string => options.find(({ value }) => value === String(version))?.label ?? `Version ${version}`;
