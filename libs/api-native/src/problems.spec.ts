import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ProblemName, PROBLEMS, typeOf } from './problems';

const PAGE = join(__dirname, '../../../docs/problems.md');

const INTRODUCTION = `# The problems of the API _native_

What can be wrong with a request to [native](api-native.md), as \`application/problem+json\` (RFC 9457): \`type\` names the problem for programs, \`title\` says it in general and never changes, \`detail\` says it of this request. Beside these and \`status\` there may be

- \`errors[]\`: what is wrong where. Each has a \`detail\` and a \`pointer\` (a JSON Pointer into the body, as a URI fragment), a \`parameter\` or a \`header\`;
- \`currentStatus\` and \`currentRevision\` of the review, \`decidedBy\` \`{id, name}\` and \`decidedAt\`.

This page is made from the registry in the code; a test holds it to that.
`;

const sections = Object.entries(PROBLEMS).map(([name, { status, title, description }]) =>
  [`## ${name}`, `${status}: ${title}. \`${typeOf(name as ProblemName)}\``, description].join('\n\n'),
);
const page = `${[INTRODUCTION.trim(), ...sections].join('\n\n')}\n`;

describe('the page of the problems', () => {
  it('says what the registry says; WRITE_PAGES=1 writes it anew', async () => {
    if (process.env['WRITE_PAGES'] === '1') await writeFile(PAGE, page);
    expect(await readFile(PAGE, 'utf8')).toBe(page);
  });
});
