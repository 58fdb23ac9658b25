import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { type EventStoreServer, startEventStore } from '@countersign/embedded-store';
import { CorruptStream, type Log, openLog, rulesStream } from '@countersign/event-store';
import type { ReviewWish } from '@countersign/review';
import type { RuleCommand } from '@countersign/rule';
import {
  alice,
  approve,
  bob,
  carol,
  dave,
  deleteRule,
  requested,
  rule,
  setRule,
  terms,
} from '@countersign/testing';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Test } from '@nestjs/testing';
import {
  type CommandContext,
  CommandsModule,
  DecideReview,
  DecideRules,
  MOST_FACTS,
  ReadReviewFacts,
  ReadRules,
  type ReviewAnswer,
  type RulesAnswer,
} from '.';
import { ReadReviewFactsHandler } from './read-review-facts.handler';
import { ReadRulesHandler } from './read-rules.handler';
import { ReviewHandler } from './review.handler';
import { WorkspaceRules } from './workspace-rules';
import { RulesHandler } from './rules.handler';

/** Two gateways know nothing of each other but what is in the log. */
interface Gateway {
  readonly log: Log;
  readonly reviews: ReviewHandler;
  readonly rules: RulesHandler;
}
let store: EventStoreServer;
let here: Gateway;
let there: Gateway;
/** Each test has one of its own. */
let workspace: string;

beforeAll(async () => {
  store = await startEventStore({ inMemory: true });
  const gateway = (): Gateway => {
    const log = openLog({ connectionString: store.connectionString });
    return { log, reviews: new ReviewHandler(log, new WorkspaceRules(log)), rules: new RulesHandler(log) };
  };
  here = gateway();
  there = gateway();
});
afterAll(async () => {
  await here.log.close();
  await there.log.close();
  await store.stop();
});
beforeEach(() => {
  workspace = randomUUID();
});

function context(given: Partial<CommandContext> = {}): CommandContext {
  const id = randomUUID();
  const links = { commandId: id, correlationId: id, causationId: id, traceparent: null };
  return { ...links, requestDigest: 'd', api: 'native', ...given };
}
function change(
  gateway: Gateway,
  command: RuleCommand,
  given?: Partial<CommandContext>,
): Promise<RulesAnswer> {
  const inWorkspace = { ...command, actor: { ...command.actor, workspace } };
  return gateway.rules.execute(new DecideRules(inWorkspace, context(given)));
}
async function ask(gateway: Gateway, given: Partial<ReviewWish> = {}, sent?: Partial<CommandContext>) {
  const review = given.review ?? randomUUID();
  const command = requested({ ...given, review, actor: { ...alice, workspace } });
  return gateway.reviews.execute(new DecideReview(review, command, context(sent)));
}
const policyOf = ({ review }: ReviewAnswer) => ({
  rule: review?.policy.rule,
  revision: review?.policy.ruleRevision,
});
const forRisk = setRule({ terms: terms({ groups: ['risk'] }) });

describe('a rule set on one gateway', () => {
  it('is obeyed by the very next request on the other, and on its own', async () => {
    expect(policyOf(await ask(there))).toEqual({ rule: null, revision: null });
    for (let revision = 0; revision < 5; revision += 1) {
      const [setter, asker] = revision % 2 === 0 ? [here, there] : [there, here];
      await change(setter, setRule({ description: `change ${revision}` }));
      const answers = await Promise.all([ask(asker), ask(asker), ask(setter)]);
      for (const answer of answers) expect(policyOf(answer)).toEqual({ rule: 'payments', revision });
    }
    await change(here, deleteRule());
    expect(policyOf(await ask(there))).toEqual({ rule: null, revision: null });
  });

  it('changes no review that was asked for before', async () => {
    await change(here, setRule());
    const review = randomUUID();
    await ask(there, { review });
    await change(here, forRisk);
    const approval = approve({ ...bob, workspace });
    const approved = await there.reviews.execute(new DecideReview(review, approval, context()));
    expect(approved.review).toMatchObject({ status: 'APPROVED', policy: { ruleRevision: 0 } });
  });

  it('does not change the answer to a request that is sent again', async () => {
    const [sent, review] = [{ commandId: randomUUID() }, randomUUID()];
    await ask(here, { review }, sent);
    await change(here, setRule());
    const again = await ask(there, { review }, sent);
    expect(again).toMatchObject({ kind: 'accepted', repeated: true });
    expect(policyOf(again)).toEqual({ rule: null, revision: null });
  });

  it('is none of another workspace', async () => {
    await change(here, setRule());
    workspace = randomUUID();
    expect(policyOf(await ask(here))).toEqual({ rule: null, revision: null });
  });

  it('is the one of its request, whatever rule came along with it', async () => {
    await change(here, setRule());
    const wish: ReviewWish = requested({ rule: rule({ name: 'mine', groups: ['user:bob'] }) });
    const answer = await ask(here, wish);
    expect(answer.review).toMatchObject({
      policy: { rule: 'payments' },
      slots: [{ holder: { group: 'banking' } }],
    });
  });

  it('matches on subject kind, action and labels', async () => {
    const match = { kinds: ['changeset'], actions: ['apply'], labels: { allOf: { env: 'prod' }, anyOf: [] } };
    await change(here, setRule({ terms: terms({ match }) }));
    const fitting = { subject: { kind: 'changeset', id: null }, action: 'apply', labels: { env: 'prod' } };
    expect(policyOf(await ask(there, fitting)).rule).toBe('payments');
    for (const other of [{ subject: { kind: 'session', id: null } }, { action: 'exec' }, { labels: {} }]) {
      expect(policyOf(await ask(there, { ...fitting, ...other })).rule).toBeNull();
    }
  });
});

describe('changes of the rules', () => {
  it('by two gateways at once to what both saw are one change and one refusal', async () => {
    await change(here, setRule());
    const answers = await Promise.all([
      change(here, { ...forRisk, expectedRevision: 0 }),
      change(there, setRule({ expectedRevision: 0, description: 'other' })),
    ]);
    const refused = answers.flatMap((answer) => (answer.kind === 'refused' ? [answer.refusal] : []));
    expect(refused).toEqual([{ code: 'stale-rule', currentRevision: 1 }]);
  });

  it('sent again are answered as at first, and refused with other content', async () => {
    const sent = { commandId: randomUUID() };
    const first = await change(here, setRule(), sent);
    await change(there, deleteRule());
    const again = await change(there, setRule(), sent);
    expect(again).toEqual({ ...first, repeated: true });
    const other = await change(there, forRisk, { ...sent, requestDigest: 'other' });
    expect(other).toEqual({ kind: 'refused', refusal: { code: 'idempotency-mismatch' } });
  });

  it('are for administrators', async () => {
    expect(await change(here, setRule({ actor: carol }))).toEqual({
      kind: 'refused',
      refusal: { code: 'not-eligible' },
    });
  });
});

describe('rules that cannot be read', () => {
  it('let nothing be asked: what they say must be obeyed', async () => {
    await change(here, setRule());
    await ask(here);
    const stream = rulesStream(workspace);
    let tip = null;
    for await (const { revision, envelope } of here.log.readStream(stream))
      tip = { revision, hash: envelope.hash };
    const draft = { id: randomUUID(), type: 'RuleSuspended', data: {} };
    await here.log.append(stream, tip, [draft], { ...context(), workspace });
    for (const gateway of [here, there]) {
      await expect(ask(gateway)).rejects.toThrow(CorruptStream);
      await expect(ask(gateway)).rejects.toThrow(CorruptStream);
      await expect(change(gateway, deleteRule())).rejects.toThrow(CorruptStream);
    }
  });
});

describe('who asks for the rules of a workspace', () => {
  it('gets them as they are in the log', async () => {
    const reader = new ReadRulesHandler(new WorkspaceRules(there.log));
    expect(await reader.execute(new ReadRules(workspace))).toEqual({ rules: [], revision: -1, updatedAt: 0 });
    const set = await change(here, setRule({ actor: dave }));
    expect(await reader.execute(new ReadRules(workspace))).toEqual(set.kind === 'accepted' && set.state);
  });
});

describe('Nest’s buses', () => {
  it('reach the rules and the facts', async () => {
    const app = await Test.createTestingModule({ imports: [CommandsModule.over(here.log)] }).compile();
    await app.init();
    const command = setRule({ actor: { ...dave, workspace } });
    const set = await app
      .get(CommandBus)
      .execute<DecideRules, RulesAnswer>(new DecideRules(command, context()));
    const queries = app.get(QueryBus);
    expect(await queries.execute(new ReadRules(workspace))).toEqual(set.kind === 'accepted' && set.state);
    expect(await queries.execute(new ReadReviewFacts(workspace, randomUUID()))).toBeNull();
    // The log is not the module's to close.
    await app.close();
  });
});

describe('who asks for the facts of a review', () => {
  const facts = (review: string, ...page: number[]) =>
    new ReadReviewFactsHandler(there.log).execute(new ReadReviewFacts(workspace, review, ...page));

  it('gets each with its place, page by page', async () => {
    const review = randomUUID();
    const asked = await ask(here, { review, groups: ['banking', 'security'] });
    for (const person of [bob, carol]) {
      await here.reviews.execute(new DecideReview(review, approve({ ...person, workspace }), context()));
    }
    const all = await facts(review);
    expect(all?.facts.map(({ event }) => event.type)).toEqual([
      'ReviewRequested',
      'ApprovalGiven',
      'ApprovalGiven',
      'ReviewApproved',
    ]);
    expect(all).toMatchObject({
      facts: [{ revision: 0, api: 'native' }, {}, {}, { revision: 3 }],
      next: null,
    });
    expect(all?.facts[0]?.position).toBe(asked.kind === 'accepted' && asked.position);
    expect(await facts(review, 1, 2)).toEqual({ facts: all?.facts.slice(1, 3), next: 3 });
    expect(await facts(review, 3, 2)).toEqual({ facts: all?.facts.slice(3), next: null });
    expect(await facts(review, 4)).toEqual({ facts: [], next: null });
  });

  it('gets no more than so many at once', async () => {
    const review = randomUUID();
    await ask(here, { review });
    expect((await facts(review, 0, MOST_FACTS + 1))?.facts).toHaveLength(1);
    expect((await facts(review, 0, 0))?.facts).toHaveLength(1);
  });

  it('gets none of a review that is not there, nor of another workspace', async () => {
    expect(await facts(randomUUID())).toBeNull();
    expect(await facts(randomUUID(), 7)).toBeNull();
    const review = randomUUID();
    await ask(here, { review });
    workspace = randomUUID();
    expect(await facts(review)).toBeNull();
  });
});
