import { ALL_CALLERS, ALL_STATES, ALL_WISHES, answerIn } from '@countersign/testing';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CALLERS, type State, STATES, type Wished, WISHES } from '../libs/domain/review/who-may-do-what';
import { markdownTable } from './support/markdown-table';

const PAGE = join(__dirname, '..', 'docs', 'who-may-do-what.md');

const COLUMNS: Readonly<Record<State, string>> = {
  PENDING: 'PENDING',
  APPROVED: 'APPROVED',
  USED: 'in use',
  REJECTED: 'REJECTED',
  REVOKED: 'REVOKED',
  EXPIRED: 'EXPIRED',
  WITHDRAWN: 'WITHDRAWN',
  PROCESSING: 'PROCESSING',
  EXECUTED: 'EXECUTED',
  UNKNOWN: 'UNKNOWN',
  FOUND: 'found out',
};

const INTRODUCTION = `# Who may do what

Whoever may want something at all ([permissions](permissions.md)) is asked what he has to do with the review. Every command by every kind of caller in every status: **yes** where it is accepted, if only as a repetition that records nothing, else the code of the refusal. How each API words a code is said in [its page](apis.md); why it is so, in [the domain](domain.md).

The review has a slot for the group \`banking\` and one for \`security\`, the force group \`oncall\`, no rule and no time window. A lease, where there is one, was claimed by the agent with the scope \`execute\`, who alone has its token.

This page is written from \`libs/domain/review/who-may-do-what.ts\` by its own test, with \`UPDATE_DOCS=1\`. The same table is tried cell by cell on the decider and over HTTP.`;

function tableOf(wished: Wished): string {
  const rows = ALL_CALLERS.map((caller) => [
    CALLERS[caller],
    ...ALL_STATES.map((state) => answerIn(wished, caller, state).replace('yes', '**yes**')),
  ]);
  return markdownTable([['', ...ALL_STATES.map((state) => COLUMNS[state])], ...rows]);
}

function page(): string {
  const statuses = markdownTable([
    ['column', 'status'],
    ...ALL_STATES.map((state) => [COLUMNS[state], STATES[state]]),
  ]);
  const sections = ALL_WISHES.map((wished) => {
    const title = WISHES[wished].charAt(0).toUpperCase() + WISHES[wished].slice(1);
    return `## ${title}\n\n${tableOf(wished)}`;
  });
  return `${[INTRODUCTION, statuses, ...sections].join('\n\n')}\n`;
}

describe('the page that says who may do what', () => {
  it('says what the table says (UPDATE_DOCS=1 writes it anew)', () => {
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(PAGE, page());
    expect(readFileSync(PAGE, 'utf8')).toBe(page());
  });
});
