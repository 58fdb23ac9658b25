import './parts.css';

interface ProgressProps {
  readonly approvals: number;
  readonly approvalsNeeded: number;
}

/** How many approvals there are of those that are needed. */
export function Progress({ approvals, approvalsNeeded }: ProgressProps) {
  return (
    <span className="progress">
      <span className="progress-dots" aria-hidden>
        {Array.from({ length: Math.min(approvalsNeeded, 6) }, (_, index) => (
          <span key={index} data-filled={index < approvals} />
        ))}
      </span>
      <span>
        {approvals}/{approvalsNeeded}
        <span className="only-read"> approvals</span>
      </span>
    </span>
  );
}
