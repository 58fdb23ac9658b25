import type { Position } from '@countersign/event-store';
import { SharedAnswers } from './shared-answers';

describe('an answer that several ask for', () => {
  const made = (isCostly: boolean) => {
    let times = 0;
    return async () => {
      times += 1;
      const answer = { times };
      await Promise.resolve();
      return { answer, isCostly };
    };
  };

  it('is made once for all who ask meanwhile, and apart for another question', async () => {
    const answers = new SharedAnswers<{ times: number }>(() => null);
    const make = made(false);
    const all = await Promise.all([
      answers.of('one', null, make),
      answers.of('one', null, make),
      answers.of('two', null, make),
    ]);
    expect(all).toEqual([{ times: 1 }, { times: 1 }, { times: 2 }]);
    expect(await answers.of('one', null, make)).toEqual({ times: 3 });
  });

  it('is given again where it took much work', async () => {
    const answers = new SharedAnswers<{ times: number }>(() => null);
    const make = made(true);
    await answers.of('one', null, make);
    expect(await answers.of('one', null, make)).toEqual({ times: 1 });
  });

  it('that could not be made is asked for again', async () => {
    const answers = new SharedAnswers<{ times: number }>(() => null);
    await expect(answers.of('one', null, () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(await answers.of('one', null, made(true))).toEqual({ times: 1 });
  });

  it('is made again for who knows of something newer, whether it was made or is being made', async () => {
    let views = 7n as Position;
    const answers = new SharedAnswers<{ times: number }>(() => views);
    const make = made(true);
    const older = answers.of('one', null, make);
    views = 8n as Position;
    const newer = answers.of('one', 8n as Position, make);
    expect(await Promise.all([older, newer])).toEqual([{ times: 1 }, { times: 2 }]);
    expect(await answers.of('one', 8n as Position, make)).toEqual({ times: 2 });
    views = 9n as Position;
    expect(await answers.of('one', 9n as Position, make)).toEqual({ times: 3 });
    expect(await answers.of('one', null, make)).toEqual({ times: 3 });
  });

  it('is shared also by those who know of more than the views do', async () => {
    const answers = new SharedAnswers<{ times: number }>(() => 7n as Position);
    const make = made(true);
    const ahead = () => answers.of('one', 9n as Position, make);
    expect(await Promise.all([ahead(), ahead()])).toEqual([{ times: 1 }, { times: 1 }]);
    expect(await ahead()).toEqual({ times: 1 });
  });
});
