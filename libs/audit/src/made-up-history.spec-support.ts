import {
  ASKED_AT,
  bob,
  carol,
  dave,
  deleteRule,
  expire,
  issueKey,
  loseLease,
  OTHER_WORKSPACE,
  revokeKey,
  setRule,
  terms,
  WORKSPACE,
} from '@countersign/testing';
import { reviewStream } from '@countersign/event-store';
import type { Principal, ReviewCommand } from '@countersign/review';
import * as fc from 'fast-check';
import { executor } from '../../testing/src/callers';
import { commandOf, requestOf } from '../../testing/src/wished';
import { anyStep, anyTermsByRequest, anyTermsByRule, type Step, type Terms } from '../../testing/src/wishes';
import { History } from './history.spec-support';

const REVIEWS = 7;
const STEPS = 14;
const RULES_CHANGE_EVERY = 3;

/** A day's worth of two workspaces, all of it decided as it would be: the same for the same seed. */
export function madeUpHistory(seed: number): History {
  const history = new History(seed);
  const some = fc.sample(fc.tuple(anyTermsByRequest, anyTermsByRule, fc.boolean()), {
    seed,
    numRuns: REVIEWS,
  });
  const steps = fc.sample(anyStep, { seed, numRuns: REVIEWS * STEPS });
  const clock = { now: ASKED_AT };
  const open: OpenReview[] = [];
  some.forEach(([plain, ruled, isElsewhere], nth) => {
    const workspace = isElsewhere ? OTHER_WORKSPACE : WORKSPACE;
    if (nth % RULES_CHANGE_EVERY === 0) changeRules(history, workspace, ruled, nth, clock.now);
    if (nth % RULES_CHANGE_EVERY === 1) changeKeys(history, workspace, nth, clock.now);
    open.push(ask(history, nth % 2 === 0 ? plain : ruled, nth, workspace, clock.now));
    // Stories of several reviews run side by side.
    steps.slice(nth * STEPS, (nth + 1) * STEPS).forEach((step, index) => {
      clock.now += step.after;
      const review = open[(index * 7 + nth) % open.length];
      if (review !== undefined) wish(history, review, step, clock.now);
    });
  });
  return history;
}

interface OpenReview {
  readonly id: string;
  readonly workspace: string;
  readonly tokens: number[];
}

const inWorkspace = (who: Principal, workspace: string): Principal => ({ ...who, workspace });

function ask(history: History, some: Terms, nth: number, workspace: string, now: number): OpenReview {
  const id = history.id(`review ${nth}`);
  const plain = requestOf(some, false);
  history.decideReview(
    id,
    {
      ...plain,
      at: now,
      actor: inWorkspace(plain.actor, workspace),
      session: `session-${nth % 4}`,
      deadline: plain.deadline === null ? null : now + plain.deadline - ASKED_AT,
      candidateMemories: ['keep this'],
    },
    workspace,
  );
  return { id, workspace, tokens: [] };
}

function wish(history: History, { id, workspace, tokens }: OpenReview, step: Step, now: number): void {
  const { wish: wished } = step;
  const isExecutors = ['claim', 'heartbeat', 'report'].includes(wished.kind) && !step.isStubborn;
  const who = inWorkspace(isExecutors ? executor : step.who, workspace);
  const command = elsewhere(commandOf(wished, who, now, tokens), workspace);
  const recorded = history.decideReview(id, command, workspace);
  if (typeof recorded === 'string') return;
  for (const event of recorded) {
    if (event.type === 'ExecutionClaimed') tokens.push(Number(event.revision));
    if (event.type === 'ReviewApproved' || event.type === 'ReviewRejected') {
      history.remember(id, event.id, now + 5, ['first', 'second'], workspace);
      forgetOne(history, id, workspace, now + 10);
    }
  }
}

function elsewhere(command: ReviewCommand, workspace: string): ReviewCommand {
  if (command.kind === 'ExpireReview') return expire(command.at, workspace);
  if (command.kind === 'LoseLease') return loseLease(command.at, command.lease, workspace);
  return command;
}

function forgetOne(history: History, review: string, workspace: string, at: number): void {
  const session = history.reviews.get(reviewStream(workspace, review))?.session ?? '';
  const memory = [...history.memories.values()].flatMap((state) => state?.memories ?? []).at(-1)?.id ?? '';
  const actor = inWorkspace(at % 2 === 0 ? bob : carol, workspace);
  history.decideMemory(session, { kind: 'ForgetMemory', at, actor, session, memory, note: null }, workspace);
}

function changeRules(history: History, workspace: string, ruled: Terms, nth: number, at: number): void {
  const actor = inWorkspace(dave, workspace);
  const own = ruled.holders.slice(0, ruled.holders.length - ruled.added);
  const said = terms({
    match: { actions: nth % 2 === 0 ? ['exec'] : [] },
    groups: own.join() === '*' ? [] : own,
    minApprovals: ruled.min,
    distinctApprovers: ruled.distinct,
    forbidAdminSelfApproval: ruled.forbidOwn,
    forceApprovalGroups: ruled.forceGroups,
    amending: ruled.amending,
    reasonRequired: ruled.reasonRequired,
    ttlSeconds: nth % 2 === 0 ? null : 3600,
    type: ruled.isJit ? 'jit' : null,
  });
  history.decideRule(setRule({ at, actor, name: `rule-${nth % 2}`, terms: said }));
  if (nth % 4 === 3) history.decideRule(deleteRule({ at, actor, name: `rule-${(nth + 1) % 2}` }));
}

function changeKeys(history: History, workspace: string, nth: number, at: number): void {
  const actor = inWorkspace(dave, workspace);
  const key = history.id(`key ${nth}`);
  history.decideKey(issueKey({ at, actor, key }));
  if (nth % 2 === 0) history.decideKey(revokeKey({ at: at + 1, actor, key }));
}
