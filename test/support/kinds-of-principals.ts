import type { Principal, Scope } from '@countersign/review';
import { alice, agent7, answerIn, bob, carol, dave, erin, mallory, olga, person } from '@countersign/testing';
import { executor, robot } from '../../libs/testing/src/callers';
import type { Caller, CellAnswer, State, Wished } from '../../libs/domain/review/who-may-do-what';

/** A kind of principal, for somebody else's review of which one slot waits for `banking` and one for `security`. */
export interface Kind {
  readonly about: string;
  /** Null: nobody, without any credential. */
  readonly principal: Principal | null;
  /** His rows in the table of who may do what; the one that lets him come furthest counts. */
  readonly rows: readonly Caller[];
}

/** The credential of somebody who administers and is in a slot, given for these things only. */
function key(about: string, restrictedTo: readonly Scope[]): Kind {
  const id = `key-${restrictedTo.join('-') || 'nothing'}`;
  const principal = person(id, { roles: ['admin', 'reviewer'], groups: ['banking'], restrictedTo });
  return { about: `API key ${about}`, principal, rows: ['member', 'admin'] };
}

export const KINDS: readonly Kind[] = [
  { about: 'anonymous', principal: null, rows: [] },
  { about: 'member without a part in it', principal: mallory, rows: ['reviewer'] },
  { about: 'requester', principal: alice, rows: ['requester'] },
  { about: 'eligible reviewer', principal: bob, rows: ['member'] },
  { about: 'reviewer of the second group', principal: carol, rows: ['member'] },
  { about: 'administrator', principal: dave, rows: ['admin'] },
  { about: 'auditor', principal: erin, rows: ['auditor'] },
  { about: 'agent', principal: robot, rows: ['agent'] },
  { about: 'agent with a request of its own', principal: agent7, rows: ['owningAgent'] },
  { about: 'agent with the scope `execute`', principal: executor, rows: ['executor'] },
  key('for nothing but reading', []),
  key('for `ask`', ['ask']),
  key('for `decide`', ['decide']),
  key('for `execute`', ['execute']),
  key('for `administer`', ['administer']),
  {
    about: 'API key of an agent with a request of its own, for `ask`',
    principal: { ...agent7, credential: 'key:agent-7', restrictedTo: ['ask'] },
    rows: ['owningAgent'],
  },
  { about: 'administrator of another workspace', principal: olga, rows: ['stranger'] },
];

/** Who asks for the review that a kind of principal is tried on. */
export const askerFor = ({ rows }: Kind): Principal => (rows.includes('owningAgent') ? agent7 : alice);

/** What the table of who may do what says of his wish, as if his credential were for everything. */
export function saidOf({ rows }: Kind, wished: Wished, state: State): CellAnswer {
  const answers = rows.map((row) => answerIn(wished, row, state));
  const [first] = answers;
  if (first === undefined) throw new Error('nobody wishes nothing');
  return (
    answers.find((answer) => answer === 'yes') ?? answers.find((answer) => answer !== 'not-eligible') ?? first
  );
}

/** By the same table: whoever is told anything but that there is nothing. Who withdraws is looked at first of all. */
export const sees = (kind: Kind, state: State): boolean => saidOf(kind, 'withdraw', state) !== 'not-found';
