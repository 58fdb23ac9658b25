import type { ReviewEvent } from '@countersign/client';
import { Button } from '@mantine/core';
import {
  IconArrowsDiff,
  IconChevronLeft,
  IconChevronRight,
  IconClock,
  IconPlayerPause,
  IconPlayerPlay,
} from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { Exact } from '../../parts/exact.tsx';
import { Age, Moment } from '../../parts/times.tsx';
import { announce } from '../../shell/announcer.tsx';
import { useReviewEvents } from '../use-review.ts';
import { AsOfTime } from './as-of-time.tsx';
import type { Travel } from './use-travel.ts';
import './travel.css';

/** A way through all that happened to a review: by slider, step, play or time. */
export function TravelBar({ travel }: { readonly travel: Travel }) {
  const { now, place, revision, since, isPast, isPlaying } = travel;
  const events = useReviewEvents(now.id);
  const [isTimeOpen, setTimeOpen] = useState(false);
  const why = useId();
  const isAlone = now.revision === 0;
  const event = events.data?.find((one) => one.revision === revision);
  useSaid(travel, event);
  return (
    <section className="travel" aria-label="History">
      <div className="travel-row">
        <Step by={-1} travel={travel} isOff={isAlone || revision === 0} />
        <Slider travel={travel} event={event} why={isAlone && !isPast ? why : undefined} />
        <Step by={1} travel={travel} isOff={!isPast} />
        {!isAlone && (
          <div className="row travel-ways">
            <Button
              variant="default"
              size="compact-sm"
              leftSection={
                isPlaying ? (
                  <IconPlayerPause aria-hidden size={14} />
                ) : (
                  <IconPlayerPlay aria-hidden size={14} />
                )
              }
              onClick={isPlaying ? travel.pause : travel.play}
            >
              {isPlaying ? 'Pause' : 'Play'}
            </Button>
            <Button
              variant="default"
              size="compact-sm"
              leftSection={<IconArrowsDiff aria-hidden size={14} />}
              aria-pressed={since !== null}
              onClick={() => travel.compare(since === null ? Math.max(0, revision - 1) : null)}
            >
              Compare
            </Button>
            <Button
              variant="default"
              size="compact-sm"
              leftSection={<IconClock aria-hidden size={14} />}
              aria-expanded={isTimeOpen}
              onClick={() => setTimeOpen(!isTimeOpen)}
            >
              As of a time
            </Button>
          </div>
        )}
      </div>
      {isTimeOpen && !isAlone && <AsOfTime travel={travel} place={place} />}
      {isAlone && !isPast ? (
        <p className="small muted" id={why}>
          Nothing has happened to it since it was asked for: there is no earlier state to go back to.
        </p>
      ) : (
        <p className="small travel-words">
          <strong>
            {isPast ? 'Revision' : 'Now: revision'} {revision} of {now.revision}
          </strong>
          {event !== undefined && (
            <>
              {' · '}
              <bdi>
                <Exact text={event.sentence} />
              </bdi>{' '}
              <span className="muted">{isPast ? <Moment at={event.at} /> : <Age since={event.at} />}</span>
            </>
          )}
        </p>
      )}
    </section>
  );
}

/** Tells screen readers where a step has led. */
function useSaid({ place, isPast, revision, now }: Travel, event: ReviewEvent | undefined): void {
  const wasPast = useRef(false);
  const { kind } = place;
  const sentence = event?.sentence ?? '';
  const { revision: last } = now;
  useEffect(() => {
    if (isPast) announce(`Historic view, actions off. Revision ${revision} of ${last}. ${sentence}`);
    else if (wasPast.current) announce('Back to now.');
    wasPast.current = isPast;
    // What comes meanwhile is told elsewhere.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [kind, isPast, revision, sentence]);
}

function Step({
  by,
  travel,
  isOff,
}: {
  readonly by: 1 | -1;
  readonly travel: Travel;
  readonly isOff: boolean;
}) {
  const Icon = by === 1 ? IconChevronRight : IconChevronLeft;
  return (
    <button
      type="button"
      className="icon-button travel-step"
      // Stays where it is for whoever goes by the keyboard, when there is no further step.
      aria-disabled={isOff}
      onClick={() => (isOff ? undefined : travel.step(by))}
      aria-label={by === 1 ? 'One revision later' : 'One revision earlier'}
      title={by === 1 ? 'One revision later ( ] )' : 'One revision earlier ( [ )'}
    >
      <Icon aria-hidden size={18} />
    </button>
  );
}

interface SliderProps {
  readonly travel: Travel;
  readonly event: ReviewEvent | undefined;
  readonly why: string | undefined;
}

/** More would be a line. */
const MOST_TICKS = 60;

function Slider({ travel, event, why }: SliderProps) {
  const { now, revision, isPast } = travel;
  const last = now.revision;
  const words = `${isPast ? '' : 'now, '}revision ${revision} of ${last}`;
  // Arrows are the slider's own here, whatever list stands beside it.
  const keep = (pressed: KeyboardEvent): void => {
    if (pressed.key.startsWith('Arrow')) pressed.stopPropagation();
  };
  return (
    <div className="travel-slider">
      <input
        type="range"
        min={0}
        max={Math.max(1, last)}
        step={1}
        value={why === undefined ? revision : 1}
        disabled={why !== undefined}
        aria-label="Revision"
        aria-valuetext={event === undefined ? words : `${words}: ${event.sentence}`}
        aria-describedby={why}
        onKeyDown={keep}
        onChange={({ currentTarget }) => travel.goTo(Number(currentTarget.value))}
      />
      {last > 0 && last < MOST_TICKS && (
        <span className="travel-ticks" aria-hidden>
          {Array.from({ length: last + 1 }, (_, index) => (
            <span key={index} data-passed={index <= revision} />
          ))}
        </span>
      )}
    </div>
  );
}
