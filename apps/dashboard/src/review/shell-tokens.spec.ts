import { shellTokens } from './shell-tokens.ts';

const kinds = (shell: string) =>
  shellTokens(shell)
    .filter(({ text }) => text.trim() !== '')
    .map(({ kind, text }) => `${kind}:${text.trim()}`);

describe('a shell script in colours', () => {
  it.each(['echo \'it\' && rm -rf "$(pwd)" # all', "'open", '"open', '$', '\\', 'é | ü', ''])(
    'is the same text still: %s',
    (shell) => {
      expect(
        shellTokens(shell)
          .map(({ text }) => text)
          .join(''),
      ).toBe(shell);
    },
  );

  it('marks what destroys, also where it passes for a comment', () => {
    expect(kinds("cat x | sudo rm # sudo 'rm'")).toEqual([
      ...[
        'other:cat',
        'other:x',
        'operator:|',
        'grave:sudo',
        'grave:rm',
        'other:#',
        'grave:sudo',
        "text:'rm'",
      ],
    ]);
  });
});
