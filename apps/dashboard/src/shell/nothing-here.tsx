import { Button } from '@mantine/core';
import { IconMapOff } from '@tabler/icons-react';
import { Link } from 'react-router';
import { EmptyState } from '../parts/empty-state.tsx';
import { addresses } from './addresses.ts';
import { usePageTitle } from './page-title.ts';

export function NothingHere() {
  usePageTitle('Nothing here');
  return (
    <div className="page">
      <h1 className="only-read">Nothing here</h1>
      <EmptyState
        icon={<IconMapOff size={28} />}
        title="There is no such page"
        text="The address may be mistyped, or from another version."
      >
        <Button component={Link} to={addresses.queue} variant="default">
          Go to the queue
        </Button>
      </EmptyState>
    </div>
  );
}
