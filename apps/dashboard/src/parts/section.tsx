import { type ReactNode, useId } from 'react';

interface SectionProps {
  readonly title: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

/** A part of a page, under what it is. */
export function Section({ title, aside, children }: SectionProps) {
  const id = useId();
  return (
    <section className="panel stack" aria-labelledby={id}>
      <div className="row row-apart">
        <h2 id={id}>{title}</h2>
        {aside !== undefined && <div className="row">{aside}</div>}
      </div>
      {children}
    </section>
  );
}
