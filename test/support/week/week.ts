import { dave } from '@countersign/testing';
import type { Answer } from '../whole-app';
import type { WeekClock } from './clock';
import type { GatewayHere } from './gateway-here';
import { STORIES, type Step, type Story, type Told } from './stories';

const MINUTE = 60_000;
const PATIENCE_MS = 15_000;
const HOURS = 7 * 24;
/** What people do in so many hours they do at once. */
const STRIDE = 2;

interface Life {
  readonly story: Story;
  readonly told: Told;
  next: number;
  /** An answer that ends only when all has come of the step is still coming. */
  isBusy: boolean;
}

export interface WeekParts {
  readonly clock: WeekClock;
  readonly pick: (below: number) => number;
  readonly reviews: number;
  /** Those that are up. */
  readonly gateways: () => readonly GatewayHere[];
  /** What happens at the beginning of an hour, besides. */
  readonly happenings: Readonly<Record<number, () => Promise<void>>>;
}

/** A week of people and agents: each story once at its beginning, before there is any rule, and then any of them. */
export class Week {
  readonly told: Told[] = [];
  /** How often each was answered with each status. */
  readonly answers = new Map<string, number>();
  private lives: Life[] = [];
  private wishes = 0;
  private streams: Promise<unknown>[] = [];

  constructor(private readonly parts: WeekParts) {}

  async run(): Promise<void> {
    const { clock, pick, reviews, happenings } = this.parts;
    for (let hour = 0; hour < HOURS; hour += STRIDE) {
      await happenings[hour]?.();
      const count = Math.max((reviews * (hour + STRIDE)) / HOURS, Math.min(STORIES.length, hour * 5));
      const asks = Array.from({ length: Math.floor(count) - this.told.length }, (_, index) =>
        this.ask(this.told.length + index),
      );
      const due = this.lives.filter(({ isBusy }) => !isBusy && pick(3) > 0);
      await Promise.all([...asks, ...due.map((life) => this.goOn(life))]);
      let minutes = STRIDE * 60;
      for (let soon = this.soon(); soon.length > 0; soon = this.soon()) {
        await clock.forward(10 * MINUTE);
        minutes -= 10;
        await Promise.all(soon.map((life) => this.goOn(life)));
      }
      await clock.forward(minutes * MINUTE);
      if (hour % 24 === 0) await Promise.all(this.streams.splice(0));
    }
  }

  private soon(): readonly Life[] {
    return this.lives.filter(({ story, next, isBusy }) => !isBusy && story.steps[next]?.isSoon === true);
  }

  private async ask(number: number): Promise<void> {
    const { pick } = this.parts;
    const story = STORIES[number < STORIES.length ? number : pick(STORIES.length)] as Story;
    const session = `week-${number}`;
    const request = story.request(session);
    const { answer, wasSaidAgain } = await this.say(story.asker, request, story.body(Date.now()));
    const isKnown = wasSaidAgain && answer.status === 200;
    if (answer.status !== 201 && !isKnown) throw new Error(`${request}: ${answer.status} ${answer.text}`);
    const told: Told = { id: story.idIn(answer.body), session, fencingToken: 0 };
    this.told.push(told);
    this.lives.push({ story, told, next: 0, isBusy: false });
  }

  private async goOn(life: Life): Promise<void> {
    const step = life.story.steps[life.next];
    life.next += 1;
    if (life.next >= life.story.steps.length) this.lives = this.lives.filter((other) => other !== life);
    if (step === undefined) return;
    life.isBusy = true;
    const done = this.take(step, life.told).finally(() => (life.isBusy = false));
    if (step.request(life.told).startsWith('POST /api/v1/review/')) this.streams.push(done);
    else await done;
  }

  private async take(step: Step, told: Told): Promise<void> {
    const answer = await this.send(step.who, step.request(told), step.body?.(told));
    step.hears?.(answer, told);
  }

  /** By any gateway. */
  async send(who: Step['who'], request: string, body?: object): Promise<Answer> {
    return (await this.say(who, request, body)).answer;
  }

  private async say(who: Step['who'], request: string, body?: object) {
    const key = `wish-${(this.wishes += 1)}`;
    const headers = request.startsWith('GET') ? {} : { 'idempotency-key': key };
    let answer = await this.any().send(who, request, body, headers);
    // What came of it is not known while the store is away: then it is said again, under the same key.
    const wasSaidAgain = answer.status === 503;
    for (const until = performance.now() + PATIENCE_MS; answer.status === 503 && performance.now() < until;)
      answer = await this.any().send(who, request, body, headers);
    const [method = '', path = ''] = request.split(' ');
    const kind = `${method} ${path.replaceAll(/[0-9a-f-]{36}|week-\d+/g, '*')} ${answer.status}`;
    this.answers.set(kind, (this.answers.get(kind) ?? 0) + 1);
    if (answer.status >= 500 || answer.status === 400 || answer.status === 422) {
      throw new Error(`${request} ${JSON.stringify(body)}: ${answer.status} ${answer.text}`);
    }
    return { answer, wasSaidAgain };
  }

  private any(): GatewayHere {
    const gateways = this.parts.gateways();
    return gateways[this.parts.pick(gateways.length)] as GatewayHere;
  }

  /** Sets a rule, or deletes it where it says nothing. */
  async rule(name: string, says: object | null): Promise<void> {
    const answer = await this.send(
      dave,
      `${says === null ? 'DELETE' : 'PUT'} /v1/rules/${name}`,
      says ?? undefined,
    );
    if (answer.status >= 300) throw new Error(`rule ${name}: ${answer.status} ${answer.text}`);
  }
}
