import type { ReviewStatus } from '@countersign/client';
import {
  IconBan,
  IconCheck,
  IconCircleDashed,
  IconClockOff,
  IconCornerUpLeft,
  IconHelp,
  IconPlayerPlay,
  IconRocket,
  IconX,
} from '@tabler/icons-react';
import { statusWords } from './status.ts';
import './parts.css';

const ICONS: Readonly<Record<ReviewStatus, typeof IconCheck>> = {
  PENDING: IconCircleDashed,
  APPROVED: IconCheck,
  REJECTED: IconX,
  REVOKED: IconBan,
  EXPIRED: IconClockOff,
  WITHDRAWN: IconCornerUpLeft,
  PROCESSING: IconPlayerPlay,
  EXECUTED: IconRocket,
  UNKNOWN: IconHelp,
};

export function StatusBadge({ status }: { readonly status: ReviewStatus }) {
  const { word, tone } = statusWords(status);
  const Icon = ICONS[status];
  return (
    <span className="badge" data-tone={tone}>
      <Icon aria-hidden size={14} />
      {word}
    </span>
  );
}
