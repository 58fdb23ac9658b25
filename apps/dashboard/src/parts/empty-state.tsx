import type { ReactNode } from 'react';
import './parts.css';

interface EmptyStateProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly text: ReactNode;
  readonly children?: ReactNode;
}

/** Says why there is nothing, what would be here, and what can be done. */
export function EmptyState({ icon, title, text, children }: EmptyStateProps) {
  return (
    <div className="empty">
      <span className="empty-icon" aria-hidden>
        {icon}
      </span>
      <h2>{title}</h2>
      <p className="muted">{text}</p>
      {children !== undefined && <div className="row">{children}</div>}
    </div>
  );
}
