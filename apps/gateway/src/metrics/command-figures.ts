import type { CommandObserver } from '@countersign/commands';
import type { DecisionEvent, ReviewEvent, Verdict } from '@countersign/review';
import { Counter, Histogram, type Registry } from 'prom-client';

const SECOND = 1;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** People answer within seconds or within days; below five seconds nobody has read much. */
const DECISION_BUCKETS = [
  1,
  5,
  15,
  MINUTE,
  5 * MINUTE,
  15 * MINUTE,
  HOUR,
  4 * HOUR,
  DAY,
  3 * DAY,
  7 * DAY,
  30 * DAY,
];

/** What this gateway recorded and refused. Every fact is counted by the one gateway that recorded it. */
export function commandFigures(registry: Registry): CommandObserver {
  const registers = [registry];
  const facts = new Counter({
    name: 'countersign_facts_recorded_total',
    help: 'Facts of reviews that this gateway recorded, by type',
    labelNames: ['type'],
    registers,
  });
  const decisions = new Counter({
    name: 'countersign_decisions_total',
    help: 'Decisions that this gateway recorded',
    labelNames: ['verdict', 'forced'],
    registers,
  });
  const times = new Histogram({
    name: 'countersign_decision_seconds',
    help: 'From the request to its first decision, and to the one that settled it',
    labelNames: ['stage'],
    buckets: DECISION_BUCKETS,
    registers,
  });
  const refusals = new Counter({
    name: 'countersign_refusals_total',
    help: 'Commands that were refused, by what they were for and the code of the refusal',
    labelNames: ['aggregate', 'code'],
    registers,
  });
  const races = new Counter({
    name: 'countersign_lost_races_total',
    help: 'Appends before which somebody else had appended; the command was decided again',
    labelNames: ['aggregate'],
    registers,
  });

  // What begins at 0 shows its first increase.
  for (const verdict of ['approve', 'reject', 'revoke'] as const)
    for (const forced of ['true', 'false']) decisions.inc({ verdict, forced }, 0);
  for (const stage of ['first', 'final']) times.zero({ stage });

  return {
    reviewRecorded(before, events, after) {
      const { requestedAt } = after;
      let isDecided = (before?.decisions.length ?? 0) > 0;
      for (const event of events) {
        facts.inc({ type: event.type });
        const verdict = verdictOf(event);
        if (verdict !== null) {
          decisions.inc({ verdict, forced: String(event.type === 'ReviewForced') });
          if (!isDecided) times.observe({ stage: 'first' }, (event.at - requestedAt) / 1_000);
          isDecided = true;
        }
        if (before?.status === 'PENDING' && isSettling(event))
          times.observe({ stage: 'final' }, (event.at - requestedAt) / 1_000);
      }
    },
    refused: (aggregate, code) => refusals.inc({ aggregate, code }),
    raceLost: (aggregate) => races.inc({ aggregate }),
  };
}

const VERDICTS: Readonly<Record<Exclude<DecisionEvent['type'], 'ReviewForced'>, Verdict>> = {
  ApprovalGiven: 'approve',
  RejectionGiven: 'reject',
  RevocationGiven: 'revoke',
};

function verdictOf(event: ReviewEvent): Verdict | null {
  if (event.type === 'ReviewForced') return event.verdict;
  return Object.hasOwn(VERDICTS, event.type) ? VERDICTS[event.type as keyof typeof VERDICTS] : null;
}

const isSettling = ({ type }: ReviewEvent): boolean => type === 'ReviewApproved' || type === 'ReviewRejected';
