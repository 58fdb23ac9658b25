import { draftOf, ontoOther, payloadOf, readDraft, writeDraft } from './amended.ts';

const payload = { sql: 'SELECT 1', note: 'one', limits: { rows: 1 } };
const draft = draftOf(payload, 'digest-1', 'sql');

describe('an amendment that is being written', () => {
  it('changes one text and leaves the rest', () => {
    expect(draft.text).toBe('SELECT 1');
    expect(payloadOf({ ...draft, text: 'SELECT 2' })).toEqual({ ...payload, sql: 'SELECT 2' });
  });

  it('goes on in another place with what was changed before', () => {
    const amended = { ...payload, sql: 'SELECT 2' };
    const next = draftOf(amended, 'digest-1', 'note');
    expect(payloadOf({ ...next, text: 'two' })).toEqual({ ...amended, note: 'two' });
    expect(JSON.parse(draftOf(amended, 'digest-1', null).text)).toEqual(amended);
  });

  it('is none while it is no JSON object', () => {
    const whole = draftOf(payload, 'digest-1', null);
    expect(payloadOf({ ...whole, text: '{"sql": ' })).toBeNull();
    expect(payloadOf({ ...whole, text: '[]' })).toBeNull();
    expect(payloadOf({ ...whole, text: '{"a": 1}' })).toEqual({ a: 1 });
  });

  it('is kept as a draft', () => {
    expect(readDraft(writeDraft(draft))).toEqual(draft);
    expect(readDraft('')).toBeNull();
    expect(readDraft('{"digest":"1","text":"a"}')).toBeNull();
  });

  it('is put into another content only as far as that has a place for it', () => {
    const mine = { ...draft, text: 'SELECT 2' };
    const other = { sql: 'SELECT 3', note: 'two' };
    expect(payloadOf(ontoOther(mine, other, 'digest-2'))).toEqual({ sql: 'SELECT 2', note: 'two' });
    const both = { ...draftOf({ ...payload, sql: 'SELECT 2' }, 'digest-1', 'note', payload), text: 'mine' };
    expect(payloadOf(ontoOther(both, { ...other, limits: 7 }, 'digest-2'))).toEqual({
      ...{ sql: 'SELECT 2', note: 'mine', limits: 7 },
    });
    const without = ontoOther(mine, { note: 'two' }, 'digest-2');
    expect([without.field, payloadOf(without)]).toEqual([null, { note: 'two', sql: 'SELECT 2' }]);
  });
});
