import type { Principal } from '@countersign/review';
import * as fc from 'fast-check';
import { ASKED_AT, MINUTE } from './builders';
import { executor } from './callers';
import { counts } from './counts';
import { ReviewModel } from './review-model';
import { anyStep, type Step, type Terms, type Wish } from './wishes';

/** What can be seen of a review from outside, as far as the model says it. */
export interface Seen {
  readonly status: string;
  /** Null where nobody counts any more. */
  readonly counted: number | null;
  readonly version: number;
  readonly accessUntil: number | null;
  readonly finding: string | null;
  readonly leases: readonly { readonly status: string; readonly until: number }[];
}

/** One review as it really is, behind whatever interface. */
export interface RealReview {
  /** `accepted`, `unchanged` where nothing was recorded, or the refusal's code. */
  take(wish: Wish, who: Principal, at: number): Promise<string>;
  see(): Promise<Seen>;
}

interface Compared {
  readonly model: ReviewModel;
  /** The model's clock. */
  now: number;
}

const ENDED = ['REJECTED', 'REVOKED', 'EXPIRED', 'WITHDRAWN', 'EXECUTED', 'UNKNOWN'];

class ComparedStep implements fc.AsyncCommand<Compared, RealReview> {
  constructor(private readonly step: Step) {}

  check({ model }: Readonly<Compared>): boolean {
    return this.step.isStubborn || isWorthTrying(this.step.wish, model);
  }

  async run(compared: Compared, real: RealReview): Promise<void> {
    const { wish, after } = this.step;
    const { model } = compared;
    const who = callerOf(this.step, model);
    const before = model.status;
    compared.now += after;
    const answer = model.take(wish, who, compared.now);
    expect(await real.take(wish, who, compared.now)).toBe(answer);
    expect(await real.see()).toEqual(seenIn(model));
    if (ENDED.includes(before)) expect(model.status).toBe(before);
  }

  toString(): string {
    const { wish, who, after, isStubborn } = this.step;
    return `+${after} ${who.id}${isStubborn ? ', stubbornly,' : ''} ${JSON.stringify(wish)}`;
  }
}

/** Most wishes are of somebody who may have them: the executor, where it is about executing. */
function callerOf({ wish, who, isStubborn }: Step, model: ReviewModel): Principal {
  if (isStubborn) return who;
  return wish.kind === 'claim' || holderOf(wish, model) === executor.id ? executor : who;
}

function holderOf(wish: Wish, { leases }: ReviewModel): string | undefined {
  return 'lease' in wish ? leases[wish.lease - 1]?.by : undefined;
}

/** Most wishes have a chance, so that stories get somewhere. */
function isWorthTrying(wish: Wish, model: ReviewModel): boolean {
  const { status } = model;
  switch (wish.kind) {
    case 'approve':
    case 'reject':
    case 'withdraw':
      return status === 'PENDING' || status === 'APPROVED';
    case 'revoke':
    case 'claim':
      return status === 'APPROVED';
    case 'reassign':
    case 'expire':
      return status === 'PENDING';
    case 'heartbeat':
    case 'report':
    case 'lose':
      return holderOf(wish, model) !== undefined;
    case 'reconcile':
      return status === 'UNKNOWN';
  }
}

function seenIn({ status, counted, version, accessUntil, finding, leases }: ReviewModel): Seen {
  return {
    status,
    counted: isDenied(status) ? null : counted,
    version,
    accessUntil,
    finding: finding?.found ?? null,
    leases: leases.map(({ status: its, until }) => ({ status: its, until })),
  };
}

/** A denial stands where approvals stood; how many are left says nothing. */
export function isDenied(status: string): boolean {
  return status === 'REJECTED' || status === 'REVOKED';
}

/** How often, how long, and what of it can be said. */
interface Runs {
  readonly short: number;
  readonly long: number;
  readonly maxCommands: number;
  readonly sayable?: (wish: Wish) => Wish;
}

const { SEED, SEED_PATH, REPLAY_PATH } = process.env;
/** Of a run that failed: seed and path as it has printed them. */
export const replay: Pick<fc.Parameters, 'seed' | 'path'> = {
  ...(SEED !== undefined && { seed: Number(SEED) }),
  ...(SEED_PATH !== undefined && { path: SEED_PATH }),
};

/**
 * Compares a real review with the model, command by command. A run that fails prints its seed, its path and the replay
 * path of its commands; with SEED, SEED_PATH and REPLAY_PATH the test, run alone (`-t`), brings it again.
 */
export function compareWithModel(
  terms: fc.Arbitrary<Terms>,
  { short, long, maxCommands, sayable = (wish) => wish }: Runs,
  ask: (terms: Terms) => Promise<RealReview>,
): Promise<void> {
  const anyCommand = anyStep.map(
    (step): fc.AsyncCommand<Compared, RealReview> => new ComparedStep({ ...step, wish: sayable(step.wish) }),
  );
  const anyCommands = fc.commands([anyCommand], {
    maxCommands,
    size: 'max',
    ...(REPLAY_PATH !== undefined && { replayPath: REPLAY_PATH }),
  });
  const property = fc.asyncProperty(terms, anyCommands, async (some, commands) => {
    const real = await ask(some);
    const model = { model: new ReviewModel(some), now: ASKED_AT + MINUTE };
    await fc.asyncModelRun(() => ({ model, real }), commands);
  });
  return fc.assert(property, { numRuns: counts(short, long), ...replay });
}
