import { IconTools } from '@tabler/icons-react';
import { EmptyState } from '../parts/empty-state.tsx';
import { usePageTitle } from './page-title.ts';

/** In the place of a screen that is not there yet. */
export function Placeholder({ title, text }: { readonly title: string; readonly text: string }) {
  usePageTitle(title);
  return (
    <div className="page">
      <h1>{title}</h1>
      <EmptyState icon={<IconTools size={28} />} title="Not built yet" text={text} />
    </div>
  );
}
