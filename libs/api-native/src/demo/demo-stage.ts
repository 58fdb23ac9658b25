import { DecideReview, DecideRules, type ReviewAnswer, type RulesAnswer } from '@countersign/commands';
import { commandIdentity, type Exchange, type Position } from '@countersign/http';
import type { Principal, Refusal, Review } from '@countersign/review';
import type { RuleRefusal } from '@countersign/rule';
import type { CommandBus } from '@nestjs/cqrs';
import { v7 as newId } from 'uuid';
import type { AskBody } from '../ask-schema';
import type { DecideBody } from '../decision-schema';
import { toClaim, toReport, toWithdrawal } from '../execution-commands';
import type { RuleDraftWish } from '../rule-schema';
import { toTerms } from '../rule-translate';
import { toDecision, toRequest, type Wisher } from '../to-command';
import type { Player } from './demo-cast';

const NOTHING = { digest: null, revision: null };

type Sent = ConstructorParameters<typeof DecideReview>[1];

/** The rules of the workspace, or somebody who was faster, do not let a scene go on. */
export class SceneRefused extends Error {
  override readonly name = 'SceneRefused';
  constructor(readonly code: (Refusal | RuleRefusal)['code']) {
    super(`a scene of the demonstration was refused: ${code}`);
  }
}

/** Sends what the players say as they would send it themselves: what is refused to them is refused here. */
export class DemoStage {
  readonly made: string[] = [];
  #last: Position | null = null;

  constructor(
    private readonly bus: CommandBus,
    private readonly cast: Readonly<Record<Player, Principal>>,
    private readonly request: Exchange['request'],
    /** Keeps what is made now apart from what was made before. */
    readonly run: string,
  ) {}

  /** Where the last of it is in the log. */
  get position(): Position | null {
    return this.#last;
  }

  async ask(player: Player, body: AskBody): Promise<Review> {
    const review = newId();
    const wish = toRequest(body, this.wisher(player), { review, key: null });
    const asked = await this.send(player, review, wish);
    this.made.push(review);
    return asked;
  }

  decide(player: Player, { id }: Review, body: DecideBody): Promise<Review> {
    return this.send(player, id, toDecision(body, this.wisher(player), NOTHING));
  }

  withdraw(player: Player, { id }: Review, note: string): Promise<Review> {
    return this.send(player, id, toWithdrawal({ note }, this.wisher(player), NOTHING));
  }

  /** Claims it and reports how that went. */
  async execute(player: Player, { id }: Review, result: Readonly<Record<string, number>>): Promise<Review> {
    const claimed = await this.send(player, id, toClaim({}, this.wisher(player), NOTHING));
    const { number, fencingToken } = claimed.leases.at(-1) ?? { number: 1, fencingToken: 0 };
    const report = { fencingToken, outcome: 'succeeded', result } as const;
    return this.send(player, id, toReport(number, report, this.wisher(player)));
  }

  /** Answers the revision of the rule. */
  async rule(
    actor: Principal,
    { name, description = '', ...wish }: RuleDraftWish,
    expectedRevision: number | 'absent',
  ): Promise<number> {
    const set = { kind: 'SetRule', at: Date.now(), actor, name, description, terms: toTerms(wish) } as const;
    const command = new DecideRules({ ...set, expectedRevision }, this.contextOf(actor, 'rule', name));
    const { state, position } = accepted(await this.bus.execute<DecideRules, RulesAnswer>(command));
    this.note(position);
    return state.revision;
  }

  private async send(player: Player, review: string, sent: Sent): Promise<Review> {
    const command = new DecideReview(review, sent, this.contextOf(this.cast[player], sent.kind, review));
    const answer = accepted(await this.bus.execute<DecideReview, ReviewAnswer>(command));
    this.note(answer.position);
    return answer.review;
  }

  private wisher(player: Player): Wisher {
    return { actor: this.cast[player], at: Date.now() };
  }

  private contextOf(actor: Principal, operation: string, target: string) {
    const wish = { operation: `demo ${operation}`, target, body: {} };
    return { ...commandIdentity(this.request, actor, wish, null), api: 'native' as const };
  }

  private note(position: Position | null): void {
    if (position !== null && (this.#last === null || position > this.#last)) this.#last = position;
  }
}

function accepted<Answer extends ReviewAnswer | RulesAnswer>(
  answer: Answer,
): Extract<Answer, { kind: 'accepted' }> {
  if (answer.kind === 'accepted') return answer as Extract<Answer, { kind: 'accepted' }>;
  throw new SceneRefused(answer.refusal.code);
}
