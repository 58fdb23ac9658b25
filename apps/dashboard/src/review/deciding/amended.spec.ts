import { draftOf, payloadOf, readDraft, writeDraft } from './amended.ts';

const payload = { sql: 'SELECT 1', limits: { rows: 1 } };

describe('an amendment that is being written', () => {
  it('changes one text and leaves the rest', () => {
    expect(payloadOf(payload, 'sql', 'SELECT 2')).toEqual({ sql: 'SELECT 2', limits: { rows: 1 } });
  });

  it('is none while it is no JSON object', () => {
    expect(payloadOf(payload, null, '{"sql": ')).toBeNull();
    expect(payloadOf(payload, null, '[]')).toBeNull();
    expect(payloadOf(payload, null, '{"a": 1}')).toEqual({ a: 1 });
  });

  it('is kept as a draft of the content that it began with, and of no other', () => {
    const draft = draftOf(payload, 'digest-1', 'sql');
    expect(draft.text).toBe('SELECT 1');
    expect(readDraft(writeDraft(draft), 'digest-1')).toEqual(draft);
    expect(readDraft(writeDraft(draft), 'digest-2')).toBeNull();
    expect(readDraft('', 'digest-1')).toBeNull();
  });
});
