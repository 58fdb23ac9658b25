import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { EmptyState } from '../parts/empty-state.tsx';

interface Words {
  readonly title: string;
  readonly text: string;
}

interface NothingFoundProps {
  readonly icon: ReactNode;
  readonly isNarrowed: boolean;
  /** Where filters leave nothing, and where there is nothing at all. */
  readonly narrowed: Words;
  readonly empty: Words;
  readonly onClear: () => void;
}

/** In the place of rows: what would be here, or the way back to all that there is. */
export function NothingFound({ icon, isNarrowed, narrowed, empty, onClear }: NothingFoundProps) {
  if (!isNarrowed) return <EmptyState icon={icon} {...empty} />;
  return (
    <EmptyState icon={icon} {...narrowed}>
      <Button variant="default" onClick={onClear}>
        Clear filters
      </Button>
    </EmptyState>
  );
}
