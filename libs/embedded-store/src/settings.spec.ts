import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TEST_CERTIFICATE } from './certificate.spec.contract';
import { OPTIONS, USAGE } from './program/options';
import { InvalidSettings, readSettings } from './settings';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'store-settings-'));
  writeFileSync(join(folder, 'node.crt'), TEST_CERTIFICATE.certificate);
  writeFileSync(join(folder, 'node.key'), TEST_CERTIFICATE.privateKey);
  writeFileSync(join(folder, 'users.json'), '[{"name":"ann","password":"secret-1","groups":["staff"]}]');
  writeFileSync(join(folder, 'wrong.json'), '[{"name":"ann","password":"hidden-7"}]');
});

afterAll(() => rmSync(folder, { recursive: true }));

describe('the settings of the program', () => {
  it('have defaults', () => {
    expect(readSettings([], {})).toEqual({
      port: 2113,
      host: '127.0.0.1',
      dataDir: './data/store',
      inMemory: false,
      maxAppendSize: 1048576,
      commitTimeoutMs: 2000,
      advertise: { host: undefined, port: undefined },
      tls: undefined,
      users: [],
    });
  });

  it('come from the options before the environment', () => {
    const env = {
      EVENTSTORE_PORT: '1',
      EVENTSTORE_DATA_DIR: 'there',
      EVENTSTORE_COMMIT_TIMEOUT_MS: '300',
      EVENTSTORE_ADVERTISE_HOST_TO_CLIENT_AS: 'node.test',
    };
    expect(readSettings(['--port', '0', '--advertise-port', '99'], env)).toMatchObject({
      port: 0,
      dataDir: 'there',
      commitTimeoutMs: 300,
      advertise: { host: 'node.test', port: 99 },
    });
  });

  it.each([
    ['EVENTSTORE_PORT', '0', { port: 0 }],
    ['EVENTSTORE_HOST', '::1', { host: '::1' }],
    ['EVENTSTORE_DATA_DIR', 'there', { dataDir: 'there' }],
    ['EVENTSTORE_MEM_DB', 'true', { inMemory: true }],
    ['EVENTSTORE_MAX_APPEND_SIZE', '4096', { maxAppendSize: 4096 }],
    ['EVENTSTORE_COMMIT_TIMEOUT_MS', '150', { commitTimeoutMs: 150 }],
    ['EVENTSTORE_ADVERTISE_HOST_TO_CLIENT_AS', 'node.test', { advertise: { host: 'node.test' } }],
    ['EVENTSTORE_ADVERTISE_PORT_TO_CLIENT_AS', '99', { advertise: { port: 99 } }],
  ])('are read from the variable %s and from its option', (name, value, expected) => {
    expect(readSettings([], { [name]: value })).toMatchObject(expected);
    const [option] = Object.entries(OPTIONS).find(([, { env }]) => env === name) ?? [];
    expect(readSettings([`${option}=${value}`], {})).toMatchObject(expected);
    expect(USAGE).toContain(name);
  });

  it('name files for the certificate and the users', () => {
    const file = (name: string): string => join(folder, name);
    const args = ['--certificate-file', file('node.crt'), '--certificate-private-key-file', file('node.key')];
    const settings = readSettings([...args, '--users-file', file('users.json')], {});
    expect(settings.tls).toEqual(TEST_CERTIFICATE);
    expect(settings.users).toEqual([{ name: 'ann', password: 'secret-1', groups: ['staff'] }]);
  });

  it.each([
    [['--port', 'x'], '--port (EVENTSTORE_PORT) must be a whole number from 0 to 65535, not "x".'],
    [['--nothing', 'x'], '--nothing is no option'],
    [['--certificate-file', 'x'], 'are given together, or not at all'],
    [['--max-append-size', '0'], '--max-append-size (EVENTSTORE_MAX_APPEND_SIZE) must be a whole number'],
    [['--in-memory=perhaps'], '--in-memory (EVENTSTORE_MEM_DB) must be true or false, not "perhaps".'],
    [['--port'], '--port needs a value.'],
    [['--users-file', '/nowhere/users.json'], 'cannot be read (ENOENT)'],
  ])('%j are refused with every mistake named', (args, words) => {
    expect(() => readSettings(args, {})).toThrow(InvalidSettings);
    expect(() => readSettings(args, {})).toThrow(words);
  });

  it('say nothing of what is in a users file that is wrong', () => {
    const read = (): unknown => readSettings(['--users-file', join(folder, 'wrong.json')], {});
    expect(read).toThrow('a list of objects with the texts name and password and the list groups');
    expect(read).not.toThrow('hidden-7');
  });
});
