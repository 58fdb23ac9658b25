import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Tone } from './tone.ts';
import './parts.css';

interface NoteProps {
  readonly tone: Tone;
  readonly title: string;
  readonly text?: ReactNode;
  readonly children?: ReactNode;
  /** Said at once by screen readers. */
  readonly urgent?: boolean;
}

/** Something that the reader should know, in its place on the page. */
export function Note({ tone, title, text, children, urgent = false }: NoteProps) {
  const Icon =
    tone === 'green'
      ? IconCircleCheck
      : tone === 'blue' || tone === 'grey'
        ? IconInfoCircle
        : IconAlertTriangle;
  return (
    <div className="note" data-tone={tone} role={urgent ? 'alert' : undefined}>
      <Icon aria-hidden size={20} />
      <div className="stack stack-tight">
        <strong>{title}</strong>
        {text !== undefined && <p>{text}</p>}
        {children}
      </div>
    </div>
  );
}
