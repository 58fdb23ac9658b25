import { IconLock } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { EmptyState } from '../parts/empty-state.tsx';
import { usePageTitle } from '../shell/page-title.ts';
import { isOverseer, useReader } from './reader.ts';

interface OverseersOnlyProps {
  /** The screen. */
  readonly title: string;
  /** What it tells, such as "how long decisions take". */
  readonly of: string;
  readonly children: ReactNode;
}

/** Shows a screen to administrators and auditors, and says to others that it is not for them. */
export function OverseersOnly({ title, of, children }: OverseersOnlyProps) {
  return isOverseer(useReader()) ? children : <NotForYou title={title} of={of} />;
}

function NotForYou({ title, of }: Omit<OverseersOnlyProps, 'children'>) {
  usePageTitle(title);
  return (
    <div className="page">
      <h1>{title}</h1>
      <EmptyState
        icon={<IconLock size={28} />}
        title="This is not for you to see"
        text={`It tells ${of}, and is for administrators and auditors of the workspace. Who gives out roles can make you one.`}
      />
    </div>
  );
}
