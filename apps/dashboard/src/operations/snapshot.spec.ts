import { replayCommand } from './snapshot.ts';

describe('the command that tries a stream again', () => {
  const command = (stream: string): string => replayCommand('npm run audit -- replay-parked', stream);

  it('names it as it is', () => {
    expect(command('review-ef0e-4711')).toBe('npm run audit -- replay-parked review-ef0e-4711');
  });

  it('lets a shell see nothing else in it', () => {
    expect(command("a b'; rm -rf $HOME")).toBe(`npm run audit -- replay-parked 'a b'\\''; rm -rf $HOME'`);
  });
});
