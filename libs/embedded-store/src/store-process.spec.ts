import { OPTIONS } from './program/options';
import { readSettings } from './settings';
import { commandOf } from './store-process';

describe('the store of another program', () => {
  it('obeys no setting of a store that is in the environment of that program', () => {
    const others = Object.values(OPTIONS).map(({ env }): [string, string] => [
      env,
      env.includes('PORT') ? '1' : '/elsewhere',
    ]);
    const { args, env } = commandOf(
      { dataDir: '/log', port: 7 },
      {
        ...Object.fromEntries<string>(others),
        EVENTSTORE_MEM_DB: 'true',
        EVENTSTORE_HOST: '0.0.0.0',
        PATH: '/bin',
      },
    );
    expect(env).toEqual({ PATH: '/bin' });
    expect(readSettings(args.slice(1), env)).toEqual({ ...readSettings([], {}), dataDir: '/log', port: 7 });
  });
});
