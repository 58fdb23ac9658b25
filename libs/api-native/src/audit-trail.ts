import { type LogFact, ReadLogFacts } from '@countersign/commands';
import { type Exchange, positionOf, ReviewReads } from '@countersign/http';
import { type Fact, type FactFilter, type FactPage, VIEWS, type Views } from '@countersign/projections';
import { Inject, Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { auditBody } from './audit-body';
import type { AuditList, AuditQuery } from './audit-schema';
import { requireOversight } from './oversight';

/** The history of a workspace: which events they are the views say, what they say the log does. */
@Injectable()
export class AuditTrail {
  constructor(
    private readonly queries: QueryBus,
    private readonly reads: ReviewReads,
    @Inject(VIEWS) private readonly views: Views,
  ) {}

  /** Throws {@link Failed} for whoever does not oversee the workspace. */
  async events(exchange: Exchange, query: AuditQuery): Promise<AuditList> {
    const { caller } = exchange;
    requireOversight(caller);
    const place = query.order === 'desc' ? query.before : query.after;
    const { items: found, next } = await this.reads.page(
      exchange,
      place === undefined ? 'first' : 'behind',
      () => this.views.facts.page(caller.workspace, filterOf(query), pageOf(query)),
    );
    const facts = await this.read(caller.workspace, found);
    const last = found[facts.length - 1];
    const goesOn = facts.length < found.length && last !== undefined ? last.position : next;
    return {
      items: facts.map((fact, index) => auditBody(found[index] as Fact, fact)),
      next: goesOn === null ? null : String(goesOn),
    };
  }

  private async read(workspace: string, found: readonly Fact[]): Promise<readonly LogFact[]> {
    if (found.length === 0) return [];
    const positions = found.map(({ position }) => position);
    return this.queries.execute(new ReadLogFacts(workspace, positions));
  }
}

function filterOf({ type, actor, review, session, kind, from, to }: AuditQuery): FactFilter {
  return {
    ...(type === undefined ? {} : { types: type }),
    ...(actor === undefined ? {} : { actor }),
    ...(review === undefined ? {} : { review: review.toLowerCase() }),
    ...(session === undefined ? {} : { session }),
    ...(kind === undefined ? {} : { kind }),
    ...(from === undefined ? {} : { from: Date.parse(from) }),
    ...(to === undefined ? {} : { to: Date.parse(to) }),
  };
}

function pageOf({ after = '', before = '', order, limit }: AuditQuery): FactPage {
  const [first, last] = [positionOf(after), positionOf(before)];
  return {
    limit,
    direction: order,
    ...(first === undefined ? {} : { after: first }),
    ...(last === undefined ? {} : { before: last }),
  };
}
