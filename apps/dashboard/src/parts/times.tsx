import { IconAlertTriangle, IconHourglass } from '@tabler/icons-react';
import { useNow } from './now.ts';
import { ageWords, deadlineWords, momentOf, type Urgency } from './time-words.ts';
import type { Tone } from './tone.ts';
import './parts.css';

const TONES: Readonly<Record<Urgency, Tone>> = {
  none: 'grey',
  calm: 'grey',
  soon: 'amber',
  urgent: 'red',
  over: 'red',
};

const ICONS: Readonly<Record<Urgency, typeof IconHourglass | null>> = {
  none: null,
  calm: null,
  soon: IconHourglass,
  urgent: IconAlertTriangle,
  over: IconAlertTriangle,
};

function Words({
  time,
  urgency,
  words,
}: {
  readonly time: string;
  readonly urgency: Urgency;
  readonly words: string;
}) {
  const Icon = ICONS[urgency];
  return (
    <time className="when" data-tone={TONES[urgency]} dateTime={time} title={momentOf(time)}>
      {Icon !== null && <Icon aria-hidden size={14} />}
      {words}
    </time>
  );
}

export function Deadline({ deadline }: { readonly deadline: string | null }) {
  const words = deadlineWords(deadline, useNow());
  if (deadline === null) return <span className="muted">{words.words}</span>;
  return <Words time={deadline} {...words} />;
}

/** How long something waits, or how long ago it was. */
export function Age({ since, isWaiting = false }: { readonly since: string; readonly isWaiting?: boolean }) {
  return <Words time={since} {...ageWords(since, useNow(), isWaiting)} />;
}

export const Moment = ({ at }: { readonly at: string }) => <time dateTime={at}>{momentOf(at)}</time>;
