import type { Principal, RefusalCode, ReviewCommand } from '@countersign/review';
import { dave } from '@countersign/testing';
import type { ReviewBody } from '../../libs/api-native/src/review-body';
import type { Answer, DialectApp } from '../../libs/testing/src/dialect-app';
import { isDenied, type RealReview, type Seen } from '../../libs/testing/src/model-run';
import { askerOf, commandOf, requestOf, tokenFor, windowOf } from '../../libs/testing/src/wished';
import type { Terms, Wish } from '../../libs/testing/src/wishes';

/** A review behind the native API, on a clock that is told the time of every wish. */
export class AskedOverHttp implements RealReview {
  private readonly tokens: number[] = [];

  private constructor(
    private readonly app: DialectApp,
    private readonly clock: (now: number) => void,
    private body: ReviewBody,
  ) {}

  static async ask(app: DialectApp, clock: (now: number) => void, terms: Terms): Promise<AskedOverHttp> {
    const request = requestOf(terms, false);
    clock(request.at);
    const { subject, action, payload, assignee, deadline, type, accessDurationSeconds } = request;
    const { groups, minApprovals, forceApprovalGroups } = request;
    const body = {
      ...{ subjectKind: subject.kind, action, payload, assignee, type, accessDurationSeconds },
      ...{ groups, minApprovals, forceApprovalGroups },
      deadline: deadline === null ? null : new Date(deadline).toISOString(),
    };
    const answer = await app.send(askerOf(terms), 'POST /v1/reviews', { body });
    if (answer.status !== 201) throw new Error(answer.text);
    return new AskedOverHttp(app, clock, answer.body as ReviewBody);
  }

  async take(wish: Wish, who: Principal, at: number): Promise<string> {
    this.clock(at);
    const { revision } = this.body;
    const isOfClock = wish.kind === 'expire' || wish.kind === 'lose';
    const refusal = isOfClock ? await this.tick(commandOf(wish, who, at, [])) : await this.send(wish, who);
    if (refusal !== null) return refusal;
    await this.read();
    return this.body.revision === revision ? 'unchanged' : 'accepted';
  }

  async see(): Promise<Seen> {
    await this.read();
    const { status, approvals, version, accessUntil, finding, leases } = this.body;
    return {
      status,
      counted: isDenied(status) ? null : approvals,
      version,
      accessUntil: accessUntil === null ? null : Date.parse(accessUntil),
      finding: finding?.finding ?? null,
      leases: leases.map((lease) => ({ status: lease.status, until: Date.parse(lease.until) })),
    };
  }

  /** The clock's commands come from within. */
  private async tick(command: ReviewCommand): Promise<string | null> {
    const answer = await this.app.execute(this.body.id, command).catch((error: Error) => error);
    return answer instanceof Error ? (answer.message.split(': ').at(-1) as RefusalCode) : null;
  }

  private async send(
    wish: Exclude<Wish, { kind: 'expire' | 'lose' }>,
    who: Principal,
  ): Promise<string | null> {
    const { path, body } = this.requestFor(wish);
    const answer = await this.app.send(who, `POST /v1/reviews/${this.body.id}/${path}`, { body });
    if (answer.status !== 200) return codeOf(answer);
    if (wish.kind === 'claim') {
      const { lease } = answer.body as { readonly lease: { readonly fencingToken: number } };
      this.tokens.push(lease.fencingToken);
    }
    return null;
  }

  private requestFor(wish: Exclude<Wish, { kind: 'expire' | 'lose' }>): { path: string; body: object } {
    switch (wish.kind) {
      case 'approve': {
        const { kind: verdict, force, note, content: amendments, hours } = wish;
        return { path: 'decisions', body: { verdict, force, note, amendments, timeWindow: windowOf(hours) } };
      }
      case 'reject':
      case 'revoke': {
        const { kind: verdict, force, note } = wish;
        return { path: 'decisions', body: { verdict, force, note } };
      }
      case 'withdraw':
        return { path: 'withdraw', body: {} };
      case 'reassign':
        return { path: 'reassign', body: { assignee: wish.to } };
      case 'claim':
        return { path: 'claim', body: { leaseSeconds: wish.seconds } };
      case 'heartbeat':
        return {
          path: `leases/${wish.lease}/heartbeat`,
          body: { fencingToken: tokenFor(wish, this.tokens) },
        };
      case 'report': {
        const { lease, outcome } = wish;
        const body = { fencingToken: tokenFor(wish, this.tokens), outcome };
        return { path: `leases/${lease}/complete`, body };
      }
      case 'reconcile':
        return { path: 'reconcile', body: { finding: wish.finding } };
    }
  }

  private async read(): Promise<void> {
    await this.app.views.progress.waitForHead(5_000);
    const answer = await this.app.send(dave, `GET /v1/reviews/${this.body.id}`);
    if (answer.status !== 200) throw new Error(answer.text);
    this.body = answer.body as ReviewBody;
  }
}

/** A problem's type ends with its code. */
export function codeOf({ text, body }: Answer): string {
  const { type } = body as { readonly type?: string };
  return type?.split(/[/:#]/).at(-1) ?? text;
}
