import { Button } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { type Choice, MOST_AT_ONCE } from './use-choice.ts';

const BulkDialog = lazy(() => import('./bulk-dialog.tsx'));

/** What can be done with what is selected: both ways alike. */
export function BulkBar({ choice }: { readonly choice: Choice }) {
  const [verdict, setVerdict] = useState<'approve' | 'reject' | null>(null);
  const { size } = choice.chosen;
  if (size === 0 && verdict === null) return null;
  return (
    <div className="queue-bulk" role="group" aria-label="Selected reviews">
      <strong>{size} selected</strong>
      {size >= MOST_AT_ONCE && <span className="small">As many as can be decided at once.</span>}
      <Button variant="default" size="xs" onClick={() => setVerdict('approve')}>
        Approve selected
      </Button>
      <Button variant="default" size="xs" onClick={() => setVerdict('reject')}>
        Reject selected
      </Button>
      <Button variant="subtle" size="xs" onClick={choice.clear}>
        Clear selection
      </Button>
      {verdict !== null && (
        <Suspense fallback={null}>
          <BulkDialog verdict={verdict} choice={choice} onClose={() => setVerdict(null)} />
        </Suspense>
      )}
    </div>
  );
}
