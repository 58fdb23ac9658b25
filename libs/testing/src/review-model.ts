import type { Principal, RefusalCode, Verdict } from '@countersign/review';
import type { Hours, Terms, Wish } from './wishes';

type Decision = Extract<Wish, { readonly kind: Verdict }>;
type Tick = Extract<Wish, { readonly kind: 'expire' } | { readonly kind: 'lose' }>;
type OfLease = Extract<Wish, { readonly hasToken: boolean }>;
/** `unchanged`: accepted, and nothing is recorded. */
type Answer = 'accepted' | 'unchanged' | RefusalCode;

interface Lease {
  readonly by: string;
  readonly seconds: number;
  until: number;
  status: 'running' | 'reported' | 'lost';
  outcome: string | null;
}

/**
 * A review as the design has it, told a second time and as plainly as can be: what the decider is compared with. It
 * shares no rule with it; where the decider matches people to slots by augmenting paths, it tries every way.
 */
export class ReviewModel {
  status = 'PENDING';
  version = 1;
  /** How many approvals count, each person for one slot where approvers must be distinct. */
  counted = 0;
  accessUntil: number | null = null;
  finding: { readonly by: string; readonly found: string } | null = null;
  readonly leases: Lease[] = [];
  private content = 'one';
  private amender: string | null = null;
  private hours: Hours | null = null;
  private approvals = new Map<string, { readonly slots: readonly number[]; readonly isPinned: boolean }>();
  private filled = new Map<number, string>();
  private holders: readonly string[];
  private assignee: string | null;

  constructor(private readonly terms: Terms) {
    this.holders = terms.holders;
    this.assignee = terms.assignee;
  }

  private count(): number {
    if (!this.terms.distinct) return this.score(this.holders.map((_, slot) => this.filled.has(slot)));
    const all = [...this.approvals.values()];
    const pinned = all.flatMap(({ slots, isPinned }) => (isPinned ? slots : []));
    const free = all.flatMap(({ slots, isPinned }) => (isPinned ? [] : [slots]));
    const taken = this.holders.map((_, slot) => pinned.includes(slot));
    return this.best(taken, free);
  }

  /** What comes of a wish at a time; nothing changes where it is refused. */
  take(wish: Wish, who: Principal, at: number): Answer {
    if (wish.kind === 'expire' || wish.kind === 'lose') return this.tick(wish, at);
    if (!this.isSeenBy(who)) return 'not-found';
    if ('force' in wish) return this.decide(wish, who, at);
    if ('hasToken' in wish) return this.ofLease(wish, who, at);
    if (wish.kind === 'reassign') return this.reassign(wish.to, who, at);
    if (wish.kind === 'claim') return this.claim(wish.seconds, who, at);
    if (wish.kind === 'reconcile') return this.reconcile(wish.finding, who);
    if (who.id !== this.terms.requester) return 'not-requester';
    if (isAuditor(who)) return 'not-eligible';
    return this.closed(at) ?? this.become('WITHDRAWN');
  }

  private decide(wish: Decision, who: Principal, at: number): Answer {
    const { kind, force, note } = wish;
    const isApproval = kind === 'approve';
    const held = isApproval ? this.approvable(who, force) : this.heldBy(who);
    const slots = this.barred(wish, who) ?? this.closed(at) ?? held;
    if (typeof slots === 'string') return slots;
    const isBeside = who.roles.includes('admin') || who.id === this.terms.requester;
    if (!(force ? this.isOfForceGroup(who) : isBeside || slots.length > 0)) return 'not-eligible';
    const needsReason = this.terms.reasonRequired.some((one) => one === kind || (force && one === 'force'));
    if (needsReason && note === null) return 'reason-required';
    if (isApproval) return this.approve(wish, who.id, slots, at);
    return this.become(kind === 'reject' ? 'REJECTED' : 'REVOKED');
  }

  /** By what he is, or by what is asked of this status. */
  private barred({ kind, pendingOnly, content }: Decision, who: Principal): Answer | null {
    const isOwnDenial = kind !== 'approve' && who.id === this.terms.requester;
    if (who.kind === 'agent' && !isOwnDenial) return 'agents-cannot-decide';
    if (isAuditor(who)) return 'not-eligible';
    const isEarly = kind === 'revoke' && this.status === 'PENDING';
    const isLate = (pendingOnly || content !== null) && this.status === 'APPROVED';
    return isEarly || isLate ? 'wrong-state' : null;
  }

  /** The slots that an approval would fill; by force it is one of a group's at most. */
  private approvable(who: Principal, force: boolean): readonly number[] | Answer {
    const isRequester = who.id === this.terms.requester;
    const isOwn = isRequester || who.id === this.terms.onBehalfOf;
    const mayOwnGroup = who.roles.includes('admin') && !this.terms.forbidOwn;
    const held = this.heldBy(who);
    if (force) {
      const ofGroup = held.filter((slot) => this.isGroup(slot)).slice(0, 1);
      const isAmender = this.needsSecond() && this.amender === who.id;
      return isAmender || (isOwn && !(mayOwnGroup && ofGroup.length > 0)) ? 'self-approval' : ofGroup;
    }
    const slots = held.filter((slot) => !isOwn || (this.isGroup(slot) ? mayOwnGroup : !isRequester));
    if (slots.length > 0) return slots;
    return isRequester || held.length > 0 ? 'self-approval' : 'not-eligible';
  }

  private approve(wish: Decision, by: string, slots: readonly number[], at: number): Answer {
    const { content, hours, force } = wish;
    const isAmending = content !== null && content !== this.content;
    if (content !== null && !this.isAmendable(isAmending && force)) return 'invalid-amendment';
    if (!isAmending && this.isRepeated(wish, by, slots)) return 'unchanged';
    if (hours !== null && this.hours !== null) return 'time-window-set';
    if (isAmending) {
      Object.assign(this, { content, amender: by, version: this.version + 1 });
      this.approvals.clear();
      this.filled.clear();
    }
    this.hours ??= hours;
    this.approvals.set(by, { slots, isPinned: force });
    for (const slot of slots) this.filled.set(slot, by);
    this.counted = this.count();
    const isEnough = this.counted >= this.score(this.holders.map(() => true)) && !this.needsSecond();
    return this.status === 'PENDING' && (force || isEnough) ? this.grant(at) : 'accepted';
  }

  private grant(at: number): Answer {
    const { isJit, grantSeconds } = this.terms;
    this.accessUntil = at + 1000 * Math.min(grantSeconds, isJit ? 48 * 3600 : Infinity);
    return this.become('APPROVED');
  }

  private isAmendable(byForce: boolean): boolean {
    const { amending } = this.terms;
    return amending === 'allowed' || (amending === 'second-person' && !byForce);
  }

  private isRepeated({ force, hours }: Decision, by: string, slots: readonly number[]): boolean {
    const standing = this.approvals.get(by);
    if (standing === undefined || (force && this.status === 'PENDING')) return false;
    const isStill = (slot: number) => !this.terms.distinct && this.filled.get(slot) === by;
    const isSame = slots.every((slot) => standing.slots.includes(slot) || isStill(slot));
    return isSame && (hours === null || String(hours) === String(this.hours));
  }

  private reassign(to: string | null, who: Principal, at: number): Answer {
    if (who.kind === 'agent') return 'agents-cannot-decide';
    if (!who.roles.includes('admin')) return 'not-eligible';
    const closed = this.status === 'APPROVED' ? 'wrong-state' : this.closed(at);
    if (closed !== null || to === this.assignee) return closed ?? 'unchanged';
    const isHis = this.terms.assignee !== null && this.holders[0] === `user:${this.assignee}`;
    if (isHis && (!this.filled.has(0) || this.needsSecond())) {
      if (to === null || to === this.terms.requester) return 'unsatisfiable';
      this.holders = [`user:${to}`];
      this.filled.clear();
      this.counted = this.count();
    }
    this.assignee = to;
    return 'accepted';
  }

  private claim(seconds: number, who: Principal, at: number): Answer {
    const { id: by, roles, scopes } = who;
    if (isAuditor(who)) return 'not-eligible';
    const isOthers = roles.includes('admin') || scopes.includes('execute');
    if (by !== this.terms.requester && !isOthers) return 'not-eligible';
    if (this.status !== 'APPROVED') return this.status === 'EXPIRED' ? 'expired' : 'wrong-state';
    if (!this.isGrantOpen(at)) return 'grant-closed';
    this.leases.push({ by, seconds, until: this.leaseEnd(at, seconds), status: 'running', outcome: null });
    return this.terms.isJit ? 'accepted' : this.become('PROCESSING');
  }

  private ofLease(wish: OfLease, who: Principal, at: number): Answer {
    const lease = this.leases[wish.lease - 1];
    if (lease === undefined) return 'not-found';
    if (lease.by !== who.id || !wish.hasToken) return 'lease-lost';
    const isOver = lease.status === 'lost' || (lease.status === 'running' && at >= lease.until);
    if (wish.kind === 'report') return this.report(lease, wish.outcome, isOver);
    if (lease.status !== 'running' || isOver) return 'lease-lost';
    if (this.terms.isJit && this.status !== 'APPROVED') return 'wrong-state';
    if (this.terms.isJit && !this.isGrantOpen(at)) return 'grant-closed';
    const until = this.leaseEnd(at, lease.seconds);
    if (lease.until - at >= 500 * lease.seconds || until <= lease.until) return 'unchanged';
    lease.until = until;
    return 'accepted';
  }

  private report(lease: Lease, outcome: string, isOver: boolean): Answer {
    if (lease.outcome === outcome) return 'unchanged';
    if (lease.outcome !== null && lease.outcome !== 'unknown') return 'lease-lost';
    if (lease.status === 'lost' && outcome === 'unknown') return 'unchanged';
    lease.status = isOver ? 'lost' : 'reported';
    if (outcome !== 'unknown' || !isOver) lease.outcome = outcome;
    if (this.terms.isJit) return 'accepted';
    const isUnknown = this.status === 'UNKNOWN' || isOver;
    if (isUnknown && outcome !== 'unknown') this.finding = { by: lease.by, found: 'executed' };
    return this.become(isUnknown || outcome === 'unknown' ? 'UNKNOWN' : 'EXECUTED');
  }

  private reconcile(found: string, who: Principal): Answer {
    const { requester, onBehalfOf } = this.terms;
    if (who.kind === 'agent') return 'agents-cannot-decide';
    if (isAuditor(who)) return 'not-eligible';
    const isConcerned = [requester, onBehalfOf].includes(who.id) || who.roles.includes('admin');
    const isReviewing = this.heldBy(who).length > 0 || this.isOfForceGroup(who);
    if (!isConcerned && !isReviewing) return 'not-eligible';
    if (this.status !== 'UNKNOWN') return this.status === 'EXPIRED' ? 'expired' : 'wrong-state';
    const { finding } = this;
    if (finding !== null)
      return finding.by === who.id && finding.found === found ? 'unchanged' : 'wrong-state';
    this.finding = { by: who.id, found };
    return 'accepted';
  }

  /** The clock. */
  private tick(wish: Tick, at: number): Answer {
    if (wish.kind === 'expire') {
      if (this.status !== 'PENDING') return this.status === 'EXPIRED' ? 'unchanged' : 'wrong-state';
      return this.closed(at) === null ? 'not-due' : this.become('EXPIRED');
    }
    const lease = this.leases[wish.lease - 1];
    if (lease?.status !== 'running') return lease === undefined ? 'not-found' : 'unchanged';
    if (at < lease.until) return 'not-due';
    lease.status = 'lost';
    return this.terms.isJit ? 'accepted' : this.become('UNKNOWN');
  }

  private become(status: string): 'accepted' {
    this.status = status;
    return 'accepted';
  }

  /** Why nothing can be decided any more. */
  private closed(at: number): Answer | null {
    if (this.status === 'APPROVED') return null;
    const isExpired = this.status === 'PENDING' && at >= (this.terms.deadline ?? Infinity);
    if (this.status === 'EXPIRED' || isExpired) return 'expired';
    return this.status === 'PENDING' ? null : 'wrong-state';
  }

  private isGrantOpen(at: number): boolean {
    const minute = Math.floor(at / 60_000) % 1440;
    const [from, to] = this.hours ?? [0, 24];
    const isPast = minute >= from * 60;
    const isBefore = minute <= to * 60;
    return at < (this.accessUntil ?? 0) && (from <= to ? isPast && isBefore : isPast || isBefore);
  }

  private leaseEnd(at: number, seconds: number): number {
    return Math.min(at + 1000 * seconds, this.terms.isJit ? (this.accessUntil ?? 0) : Infinity);
  }

  private needsSecond(): boolean {
    if (this.terms.amending !== 'second-person' || this.amender === null) return false;
    return [...this.approvals.keys()].every((by) => by === this.amender);
  }

  /** Approved slots as they count: those of the rule up to its number, those added each. */
  private score(approved: readonly boolean[]): number {
    const { added, min } = this.terms;
    const own = approved.slice(0, approved.length - added);
    const needed = min > 0 ? min : own.length;
    const extra = approved.slice(own.length).filter(Boolean).length;
    return Math.min(own.filter(Boolean).length, needed) + extra;
  }

  private best(taken: readonly boolean[], people: readonly (readonly number[])[]): number {
    const [slots, ...others] = people;
    if (slots === undefined) return this.score(taken);
    const free = slots.filter((slot) => taken[slot] !== true);
    const ways = free.map((slot) => this.best(taken.with(slot, true), others));
    return Math.max(this.best(taken, others), ...ways);
  }

  private isGroup(slot: number): boolean {
    return !/^(\*$|user:)/.test(this.holders[slot] ?? '*');
  }

  private heldBy({ id, groups, roles }: Principal): readonly number[] {
    const isReviewer = roles.includes('reviewer') || roles.includes('admin');
    const names = [...groups, `user:${id}`, ...(isReviewer ? ['*'] : [])];
    return this.holders.flatMap((holder, slot) => (names.includes(holder) ? [slot] : []));
  }

  private isOfForceGroup({ groups }: Principal): boolean {
    return this.terms.forceGroups.some((group) => groups.includes(group));
  }

  private isSeenBy(who: Principal): boolean {
    const { workspace, requester, onBehalfOf } = this.terms;
    const isParty = [requester, onBehalfOf].includes(who.id) || this.heldBy(who).length > 0;
    const isOverseer = who.roles.includes('admin') || who.roles.includes('auditor');
    const executes = who.scopes.includes('execute') && this.accessUntil !== null;
    return who.workspace === workspace && (isParty || isOverseer || executes || this.isOfForceGroup(who));
  }
}

function isAuditor({ roles }: Principal): boolean {
  return roles.includes('auditor') && !roles.includes('admin') && !roles.includes('reviewer');
}
