import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Action, ACTIONS, barredFrom, type Principal } from '@countersign/review';
import { KINDS } from './support/kinds-of-principals';
import { markdownTable } from './support/markdown-table';
import { ALL_OPERATIONS, type Operation } from './support/operations';

const PAGE = join(__dirname, '..', 'docs', 'permissions.md');

const INTRODUCTION = `# Permissions

Who may want something at all, by what he is and by what his credential was given for: **yes**, **own** where only with a request of his own, else the code of the refusal. What he does not see is not there for him; of the rest this is asked first. What he has to do with the very review (its slots, its requester, its status) comes next and can only refuse more: [who may do what](who-may-do-what.md). How each API words a code is said in [its page](apis.md).

Without a valid credential everything is 401 but \`/livez\`, \`/readyz\` and, where it is open, \`/metrics\`. Of another workspace nothing is there: 404. The API keys of this page are those of an administrator who is also in a slot: a key never may more than whom it stands for.

This page is written from \`libs/domain/review/actions.ts\`, which the product itself asks, by its own test, with \`UPDATE_DOCS=1\`. Every operation of the OpenAPI document is tried as every kind of principal by the same table; one without a row there fails the tests.`;

const ALL_ACTIONS = Object.keys(ACTIONS) as Action[];

const principals = KINDS.flatMap(({ about, principal }) =>
  principal === null || /request|second group|another workspace/.test(about) ? [] : [{ about, principal }],
);

function answerOf(action: Action, principal: Principal): string {
  const [others, own] = [barredFrom(action, principal), barredFrom(action, principal, true)];
  if (others === null) return '**yes**';
  return own === null ? '**own**' : others;
}

const permissions = (): string =>
  markdownTable([
    ['', ...principals.map(({ about }) => about)],
    ...ALL_ACTIONS.map((action) => [
      ACTIONS[action].about,
      ...principals.map(({ principal }) => answerOf(action, principal)),
    ]),
  ]);

const aboutOf = (action: Action | null): string =>
  action === null ? 'be asked by anybody' : ACTIONS[action].about;
const isByBody = (name: string, wished: Operation['wished']): boolean =>
  (wished === 'approve' || wished === 'reject') && !name.endsWith(`/${wished}`);

const operations = (): string =>
  markdownTable([
    ['operation', 'is to'],
    ...ALL_OPERATIONS.map(({ name, action, wished }) => [
      `\`${name}\``,
      isByBody(name, wished) ? 'approve, reject or revoke, by its body' : aboutOf(action),
    ]),
  ]);

const page = (): string =>
  `${[INTRODUCTION, permissions(), '## What each operation is for', operations()].join('\n\n')}\n`;

describe('the page of permissions', () => {
  it('says what the table of actions says (UPDATE_DOCS=1 writes it anew)', () => {
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(PAGE, page());
    expect(readFileSync(PAGE, 'utf8')).toBe(page());
  });
});
