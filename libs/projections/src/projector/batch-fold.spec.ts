import { rulesStream } from '@countersign/event-store';
import type { LogEntry, Position } from '@countersign/event-store';
import { decideRules, encodeRuleEvent, NO_RULES } from '@countersign/rule';
import { deleteRule, setRule, WORKSPACE } from '@countersign/testing';
import { readModel } from '../read-model/read-model';
import { factTimesTable } from '../facts/fact-times-table';
import { factsTable } from '../facts/facts-table';
import { BatchFold } from './batch-fold';
import type { ViewStore } from './view-store';

const stream = rulesStream(WORKSPACE);
const place = (revision: number) => ({
  id: `event-${revision}`,
  stream,
  revision: BigInt(revision),
  position: BigInt(revision) as Position,
});

function entry(revision: number, type: string, data: object): LogEntry {
  const told = { commandId: 'c', correlationId: 'c', causationId: 'c', requestDigest: '', traceparent: null };
  const chain = { schemaVersion: 1, keyId: null, previous: null, hash: '' };
  const envelope = { ...told, ...chain, workspace: WORKSPACE, api: 'native' };
  const event = { ...place(revision), type, data: data as never, created: 0, envelope };
  return { kind: 'event', position: event.position, id: event.id, event };
}
function unreadable(revision: number): LogEntry {
  const event = { ...place(revision), type: 'RuleSet', created: 7, problem: 'its data is not JSON' };
  return { kind: 'unreadable', position: event.position, id: event.id, event };
}
function stored(): object {
  const result = decideRules(setRule(), NO_RULES);
  if (result.kind === 'refused') throw new Error(result.refusal.code);
  return encodeRuleEvent(result.events[0] as never).data;
}

describe('the rules of a workspace', () => {
  it('are noted as facts, whatever stands in their stream, passed over by all other views, and nothing is parked', async () => {
    const entries = [
      entry(0, 'RuleSet', stored()),
      entry(1, 'RuleDeleted', { name: deleteRule().name }),
      entry(2, 'RuleOfALaterVersion', {}),
      unreadable(3),
    ];
    // Nothing else of the tables is asked for.
    const store = { parked: async () => [] } as unknown as ViewStore;
    const { writes, changes } = await new BatchFold(store, readModel.projections).fold(entries);
    const tables = [...writes.tables()];
    expect(tables.map(({ table }) => table)).toEqual([factTimesTable, factsTable]);
    expect(changes).toEqual([]);
    const facts = tables[1];
    expect([...(facts?.puts.values() ?? [])]).toMatchObject([
      { kind: 'rules', beside: 'rules', type: 'RuleSet', actor: 'dave', review: null, session: null },
      { type: 'RuleDeleted', actor: null, at: 0, revision: 1 },
      { type: 'RuleOfALaterVersion', event_id: 'event-2' },
      { type: 'RuleSet', actor: null, at: 7, recorded: 7, revision: 3 },
    ]);
  });
});
