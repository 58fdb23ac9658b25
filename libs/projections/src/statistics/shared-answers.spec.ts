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
    const answers = new SharedAnswers<{ times: number }>();
    const make = made(false);
    const all = await Promise.all([
      answers.of('one', make),
      answers.of('one', make),
      answers.of('two', make),
    ]);
    expect(all).toEqual([{ times: 1 }, { times: 1 }, { times: 2 }]);
    expect(await answers.of('one', make)).toEqual({ times: 3 });
  });

  it('is given again where it took much work', async () => {
    const answers = new SharedAnswers<{ times: number }>();
    const make = made(true);
    await answers.of('one', make);
    expect(await answers.of('one', make)).toEqual({ times: 1 });
  });

  it('that could not be made is asked for again', async () => {
    const answers = new SharedAnswers<{ times: number }>();
    await expect(answers.of('one', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(await answers.of('one', made(true))).toEqual({ times: 1 });
  });
});
