import type { ReactNode } from 'react';
import type { Tone } from './tone.ts';
import './parts.css';

/** A short word about something. Text that somebody wrote keeps its own direction. */
export function Tag({ children, tone = 'grey' }: { readonly children: ReactNode; readonly tone?: Tone }) {
  return (
    <span className="tag" data-tone={tone}>
      <bdi>{children}</bdi>
    </span>
  );
}
