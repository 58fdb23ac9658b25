import {
  approvalsCounted,
  auditReview,
  decide,
  decodeReviewEvent,
  digestOf,
  encodeReviewEvent,
  evolve,
  type Principal,
  type Review,
  type ReviewCommand,
  type ReviewEvent,
  type ReviewState,
} from '@countersign/review';
import { isDenied, type RealReview, type Seen } from './model-run';
import { commandOf } from './wished';
import type { Wish } from './wishes';

/** The decider itself: what it accepts is stored, read again and folded, as the log would do it. */
export class DecidedReview implements RealReview {
  private state: ReviewState = null;
  private readonly events: ReviewEvent[] = [];
  private readonly tokens: number[] = [];

  /** `meet` is told every answer, status and type of event, to show what the wishes reach. */
  constructor(
    request: ReviewCommand,
    private readonly meet: (word: string) => void,
  ) {
    const answer = this.decide(request);
    if (answer !== 'accepted') throw new Error(answer);
  }

  take(wish: Wish, who: Principal, at: number): Promise<string> {
    const answer = this.decide(commandOf(wish, who, at, this.tokens));
    this.meet(answer);
    this.meet(this.review.status);
    this.expectLaws();
    return Promise.resolve(answer);
  }

  see(): Promise<Seen> {
    const { review } = this;
    const { status, proposal, leases } = review;
    return Promise.resolve({
      status,
      counted: isDenied(status) ? null : approvalsCounted(review),
      version: proposal.version,
      accessUntil: 'accessUntil' in review ? review.accessUntil : null,
      finding: 'finding' in review ? (review.finding?.finding ?? null) : null,
      leases: leases.map(({ status: its, until }) => ({ status: its, until })),
    });
  }

  private get review(): Review {
    if (this.state === null) throw new Error('there is no review');
    return this.state;
  }

  private decide(command: ReviewCommand): string {
    const result = decide(command, this.state);
    if (result.kind === 'refused') return result.refusal.code;
    this.expectClean(result.events);
    for (const event of result.events) {
      const { type, data } = encodeReviewEvent(event);
      const decoded = decodeReviewEvent(type, JSON.parse(JSON.stringify(data)), 1);
      if (!decoded.ok) throw new Error(decoded.problem);
      this.state = evolve(this.state, decoded.event, `event-${this.events.length}`);
      this.events.push(decoded.event);
      if (event.type === 'ExecutionClaimed') this.tokens.push(this.state.revision);
      this.meet(event.type);
    }
    return result.events.length === 0 ? 'unchanged' : 'accepted';
  }

  /** The auditor, who does not ask the decider, finds nothing in what it records. */
  private expectClean(events: readonly ReviewEvent[]): void {
    const append = events.map((event, index) => ({ event, id: `event-${this.events.length + index}` }));
    const { breaches } = auditReview(this.state, append);
    expect(breaches.flat()).toEqual([]);
  }

  private expectLaws(): void {
    const { review } = this;
    if (review.policy.distinctApprovers) {
      const approvers = review.slots.flatMap(({ status, by }) => (status === 'APPROVED' ? [by?.id] : []));
      expect(new Set(approvers).size).toBe(approvers.length);
      expect(approvalsCounted(review)).toBeLessThanOrEqual(approvers.length);
    }
    const approved = this.events.flatMap((event) => (event.type === 'ReviewApproved' ? [event.digest] : []));
    for (const event of this.events) {
      if (event.type !== 'ExecutionClaimed') continue;
      expect(approved).toContain(event.digest);
      expect(digestOf(review.proposal.payload)).toBe(event.digest);
    }
  }
}
