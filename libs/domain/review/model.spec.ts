import {
  ASKED_AT,
  approve,
  dave,
  folded,
  frank,
  given,
  MINUTE,
  person,
  reassign,
  requested,
  rule,
} from '@countersign/testing';
import * as fc from 'fast-check';
import { counts } from '../../testing/src/counts';
import { DecidedReview } from '../../testing/src/decided-review';
import { compareWithModel, replay } from '../../testing/src/model-run';
import { requestOf } from '../../testing/src/wished';
import { anyTermsByRequest, anyTermsByRule } from '../../testing/src/wishes';
import { approvalsCounted, decide, type RequestReview, type Review, type ReviewState } from '.';

const LONG_MS = 1_800_000;
const runs = { short: 150, long: 10_000, maxCommands: 60 };

const met = new Set<string>();
const ask = (request: RequestReview) => Promise.resolve(new DecidedReview(request, (word) => met.add(word)));

describe('The decider', () => {
  it(
    'says what the model says, whatever a request alone asks for',
    () => compareWithModel(anyTermsByRequest, runs, (terms) => ask(requestOf(terms, false))),
    LONG_MS,
  );

  it(
    'says what the model says, whatever a rule asks for',
    () => compareWithModel(anyTermsByRule, runs, (terms) => ask(requestOf(terms, true))),
    LONG_MS,
  );

  it('was led into every status by that', () => {
    if (replay.path !== undefined) return;
    const statuses = ['PENDING', 'APPROVED', 'REJECTED', 'REVOKED', 'EXPIRED'];
    for (const status of [...statuses, 'WITHDRAWN', 'PROCESSING', 'EXECUTED', 'UNKNOWN']) {
      expect(met).toContain(status);
    }
  });
});

describe('The slot of an assignee who amended what he approved', () => {
  it('counts for nobody once it has followed another', () => {
    const asked = requested({ assignee: 'frank' });
    const amended = approve(frank, { amendments: { text: 'another' } });
    const told = given(asked).when(amended);
    expect(approvalsCounted(told.review)).toBe(1);
    const followed = given(asked, amended).when(reassign(dave, 'carol'));
    expect(approvalsCounted(followed.review)).toBe(0);
  });
});

describe('Approvals of different people in different slots', () => {
  const SLOTS = ['a', 'b', 'c', 'd', 'e'];
  const anyTerms = fc.record({
    minApprovals: fc.nat(5),
    distinctApprovers: fc.boolean(),
    forbidAdminSelfApproval: fc.boolean(),
  });

  it('end in the same state in whatever order they come', () => {
    const anyOrders = fc
      .subarray(SLOTS, { minLength: 2 })
      .chain((some) => fc.tuple(fc.constant(some), fc.shuffledSubarray(some, { minLength: some.length })));
    fc.assert(
      fc.property(anyTerms, anyOrders, (terms, [one, other]) => {
        const asked = requested({ rule: rule({ groups: SLOTS, ...terms }) });
        expect(after(asked, other)).toEqual(after(asked, one));
      }),
      { numRuns: counts(200, 5_000), ...replay },
    );
  });

  /** All at one time: who came last, and so brought the outcome, is the order itself. */
  function after(asked: RequestReview, order: readonly string[]) {
    const approvals = order.map((group) =>
      approve(person(`p-${group}`, { groups: [group] }), { at: ASKED_AT + MINUTE }),
    );
    const review = [asked, ...approvals].reduce<ReviewState>((state, command) => {
      const result = decide(command, state);
      return result.kind === 'accepted' ? folded(result.events, state) : state;
    }, null) as Review;
    const { status, slots, decisions } = review;
    return {
      ...{ status, slots, counted: approvalsCounted(review) },
      accessUntil: 'accessUntil' in review ? review.accessUntil : null,
      decisions: new Set(
        decisions.map(({ by, verdict, slots: own, voided }) => `${by.id} ${verdict} ${own.join()} ${voided}`),
      ),
    };
  }
});
