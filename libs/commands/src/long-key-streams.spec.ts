import 'reflect-metadata';
import { counts } from '../../testing/src/counts';
import { randomUUID } from 'node:crypto';
import {
  type ApiKeyCommand,
  type ApiKeyEvent,
  type ApiKeysState,
  decideApiKeys,
  encodeApiKeyEvent,
  evolveApiKeys,
  NO_API_KEYS,
} from '@countersign/api-key';
import { StoreUnavailable } from '@countersign/event-store';
import { issueKey, revokeKey } from '@countersign/testing';
import { ApiKeysHandler } from './api-keys.handler';
import { COMMAND_BUDGET_MS } from './command-loop';
import { DecideApiKeys } from './contract';
import { LogInMemory } from './log-in-memory.spec-support';
import { WorkspaceApiKeys } from './workspace-api-keys';

const LONG = counts(20_000, 50_000);
const issued = eventOf(issueKey(), NO_API_KEYS);
const revoked = eventOf(revokeKey(), evolveApiKeys(NO_API_KEYS, issued));

function eventOf(command: ApiKeyCommand, state: ApiKeysState): ApiKeyEvent {
  const decided = decideApiKeys(command, state);
  const [event] = decided.kind === 'accepted' ? decided.events : [];
  if (event === undefined) throw new Error('it was refused');
  return event;
}
const idOf = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

/** Keys that were issued and revoked for years, and ten that are in force. */
function longLog(): LogInMemory {
  const log = new LogInMemory();
  const add = (event: ApiKeyEvent, number: number): void => {
    const { type, data } = encodeApiKeyEvent({ ...event, key: idOf(number) });
    log.add(type, data);
  };
  for (let number = 0; log.events.length < LONG - 10; number += 1) {
    add(issued, number);
    add(revoked, number);
  }
  for (let number = 0; number < 10; number += 1) add(issued, LONG + number);
  return log;
}

function gatewayOver(log: LogInMemory) {
  const keys = new WorkspaceApiKeys(log);
  const handler = new ApiKeysHandler(log, keys);
  const revoke = (number: number) => {
    const id = randomUUID();
    const links = { commandId: id, correlationId: id, causationId: id, traceparent: null };
    const context = { ...links, requestDigest: 'd', api: 'native' as const };
    return handler.execute(new DecideApiKeys(revokeKey({ key: idOf(number) }), context));
  };
  return { keys, revoke };
}

let history: LogInMemory['events'];
beforeAll(() => {
  history = longLog().events;
});
function logOfYears(): LogInMemory {
  const log = new LogInMemory();
  for (const event of history) log.events.push(event);
  return log;
}

describe('the keys of a workspace with as many events as come in years', () => {
  it('are revoked in time, others have their turns meanwhile, and what was read is not read again', async () => {
    const log = logOfYears();
    const { revoke } = gatewayOver(log);
    let turns = 0;
    const turn = (): void => {
      turns += 1;
      timer = setImmediate(turn);
    };
    let timer = setImmediate(turn);
    const begunAt = performance.now();
    expect((await revoke(LONG)).kind).toBe('accepted');
    clearImmediate(timer);
    expect(performance.now() - begunAt).toBeLessThan(COMMAND_BUDGET_MS);
    expect(turns).toBeGreaterThan(LONG / 1_000);
    for (let number = 1; number < 4; number += 1) expect((await revoke(LONG + number)).kind).toBe('accepted');
    expect(log.reads.events).toBe(LONG);
  });

  it('are revoked however often the reads before were cut off', async () => {
    const log = logOfYears();
    log.cutAfter = LONG * 0.4 + 1;
    const { revoke, keys } = gatewayOver(log);
    for (let cut = 0; cut < 2; cut += 1) await expect(revoke(LONG)).rejects.toThrow(StoreUnavailable);
    expect((await revoke(LONG)).kind).toBe('accepted');
    expect(log.reads.events).toBe(LONG);
    const later = performance.now() + COMMAND_BUDGET_MS;
    expect((await keys.read(issueKey().actor.workspace, later)).keys.get(idOf(LONG))?.revoked).not.toBeNull();
  });
});
