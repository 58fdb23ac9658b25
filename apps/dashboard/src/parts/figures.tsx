import type { ReactNode } from 'react';
import './figures.css';

interface FigureProps {
  readonly name: string;
  readonly children: ReactNode;
  /** What the figure means. */
  readonly meaning: ReactNode;
}

/** Cards of figures; each says what it means. */
export function Figures({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <section aria-label={label}>
      <dl className="figures">{children}</dl>
    </section>
  );
}

export function Figure({ name, children, meaning }: FigureProps) {
  return (
    <div className="figure panel">
      <dt>{name}</dt>
      <dd className="figure-value">{children}</dd>
      <dd className="small muted">{meaning}</dd>
    </div>
  );
}
