import { ApiNativeModule, nativeErrors } from '@countersign/api-native';
import { type DialectApp, startDialectApp } from '../libs/testing/src/dialect-app';
import { counts } from '../libs/testing/src/counts';
import { compareWithModel } from '../libs/testing/src/model-run';
import { anyTermsByRequest, type Wish } from '../libs/testing/src/wishes';
import { AskedOverHttp } from './support/asked-over-http';

let app: DialectApp;
let now = Date.now();
beforeAll(async () => {
  app = await startDialectApp([ApiNativeModule], [nativeErrors]);
  jest.spyOn(Date, 'now').mockImplementation(() => now);
});
afterAll(async () => {
  jest.restoreAllMocks();
  await app.stop();
});
const clock = (at: number): void => void (now = at);

/** This API decides what is approved, too. */
const sayable = (wish: Wish): Wish => ('pendingOnly' in wish ? { ...wish, pendingOnly: false } : wish);

describe('The native API', () => {
  it(
    'says what the model of the design says',
    () =>
      compareWithModel(anyTermsByRequest, { short: 30, long: 300, maxCommands: 20, sayable }, (terms) =>
        AskedOverHttp.ask(app, clock, terms),
      ),
    counts(30_000, 600_000),
  );
});
