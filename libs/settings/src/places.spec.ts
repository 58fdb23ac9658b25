import { readPlaces } from '.';

const read = (environment: Record<string, string>) => {
  const problems: string[] = [];
  return { ...readPlaces(environment, problems), problems };
};

describe('an environment that says nothing', () => {
  it('keeps everything in ./data', () => {
    const places = read({ DATABASE_URL: ' ' });
    expect(places).toMatchObject({ connectionString: null, databaseUrl: null, problems: [] });
    expect(places.storeDir).toBe(`${process.cwd()}/data/store`);
    expect(places.database).toEqual({ file: `${process.cwd()}/data/views.sqlite` });
  });
});

describe('an environment that names a store and a database', () => {
  it('is taken at its word', () => {
    const places = read({
      DATA_DIR: '/srv/countersign',
      EVENTSTORE_CONNECTION_STRING: 'esdb://node:2113?tls=false',
      DATABASE_URL: 'postgres://views@db/views',
    });
    expect(places).toMatchObject({
      dataDir: '/srv/countersign',
      connectionString: 'esdb://node:2113?tls=false',
      database: { url: 'postgres://views@db/views' },
      problems: [],
    });
  });

  it('is told everything that is wrong with it', () => {
    const { problems } = read({ EVENTSTORE_CONNECTION_STRING: 'http://node', DATABASE_URL: 'mysql://db' });
    expect(problems).toEqual([
      'EVENTSTORE_CONNECTION_STRING: expected esdb://... or esdb+discover://...',
      'DATABASE_URL: expected postgres://...',
    ]);
  });
});
