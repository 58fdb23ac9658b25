import { describeLog } from './log.contract';

const connectionString = process.env['EVENTSTORE_CONNECTION_STRING'];

if (connectionString === undefined || connectionString === '') {
  process.stderr.write(
    '\n*** The store contract did NOT run against a real server: EVENTSTORE_CONNECTION_STRING is not set. ***\n\n',
  );
  describe('a log on a real server', () => {
    it.todo(
      'runs only with EVENTSTORE_CONNECTION_STRING, a single node without TLS: esdb://host:port?tls=false',
    );
  });
} else {
  describeLog('a log on a real server', async () => ({ connectionString, stop: async () => undefined }));
}
