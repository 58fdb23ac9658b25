import type { Statistics } from '@countersign/client';
import { Figure, Figures } from '../parts/figures.tsx';
import { Quantity } from '../parts/quantity.tsx';
import { countedWords, countWords, durationWords, oneLine, shareWords } from '../parts/quantity-words.ts';
import { decisionsOf } from './chart-rows.ts';
import { lengthInDays } from './days.ts';

type Times = Statistics['overall']['firstDecision'];

/** The figures of the workspace as a whole, and what they mean. */
export function Overview({ stats }: { readonly stats: Statistics }) {
  const { overall, backlog } = stats;
  const { asked, closed, decisions, outcomes, fast, fastShare, forced, selfApproved, expiryRate } = overall;
  const all = decisionsOf(overall);
  const perDay = Number((all / lengthInDays(stats)).toFixed(1));
  return (
    <Figures label="The figures in short">
      <Figure name="Asked for" meaning={`requests in these days; ${countWords(closed)} were closed`}>
        <Quantity value={asked} words={countWords(asked)} />
      </Figure>
      <Figure
        name="Decisions"
        meaning={`${perDay} a day; ${countWords(decisions.approve)} approved, ${countWords(decisions.reject)} rejected, ${countWords(decisions.revoke)} revoked`}
      >
        <Quantity value={all} words={countWords(all)} />
      </Figure>
      <Time name="Time to first decision" times={overall.firstDecision} />
      <Time name="Time to final decision" times={overall.finalDecision} />
      <Figure
        name="Waiting now"
        meaning={
          backlog.oldest === null
            ? 'nothing waits for a decision'
            : `for a decision, the oldest for ${oneLine(durationWords(backlog.oldest))}`
        }
      >
        <Quantity value={backlog.pending} words={countWords(backlog.pending)} />
      </Figure>
      <Share
        name="Fast decisions"
        share={fastShare}
        none="no decision in these days"
        meaning={`${countWords(fast)} of ${countWords(all)} came under 5 s after there was something to read`}
      />
      <Share
        name="Forced decisions"
        share={all === 0 ? null : forced / all}
        none="no decision in these days"
        meaning={`${countWords(forced)} of ${countWords(all)} by force; ${countedWords(selfApproved, 'request')} approved by who had asked`}
      />
      <Share
        name="Expired"
        share={expiryRate}
        none="nothing was closed in these days"
        meaning={`${countWords(outcomes.expired)} of ${countWords(closed)} closed because nobody decided in time`}
      />
    </Figures>
  );
}

function Time({ name, times: { p50, p90, count } }: { readonly name: string; readonly times: Times }) {
  const meaning =
    p50 === null || p90 === null
      ? 'no such decision in these days'
      : `for half of ${countedWords(count, 'review')}; 9 of 10 within ${oneLine(durationWords(p90))}`;
  return (
    <Figure name={name} meaning={meaning}>
      <Quantity value={p50} words={p50 === null ? 'None' : durationWords(p50)} />
    </Figure>
  );
}

interface ShareProps {
  readonly name: string;
  readonly share: number | null;
  readonly meaning: string;
  readonly none: string;
}

function Share({ name, share, meaning, none }: ShareProps) {
  return (
    <Figure name={name} meaning={share === null ? none : meaning}>
      <Quantity value={share} words={share === null ? 'None' : shareWords(share)} />
    </Figure>
  );
}
