import type { DecidedReview } from '@countersign/client';
import { decisionCsv } from './decision-csv.ts';

const decided = (note: string | null, title = 'Pay'): DecidedReview =>
  ({
    ...{ number: 4, verdict: 'approve', by: { id: 'bob', name: 'Bob' }, at: '2026-03-17T12:20:00.000Z' },
    ...{ note, forced: false, amended: true },
    review: {
      ...{ id: 'r1', title, subjectKind: 'tool_call', action: 'pay', session: 's', status: 'APPROVED' },
      requester: { id: 'alice', name: 'Alice' },
    },
  }) as unknown as DecidedReview;

const linesOf = (...rows: DecidedReview[]): string[] => decisionCsv(rows).split('\r\n');

describe('decisions as a table', () => {
  it('have a row each, under what the columns are', () => {
    const [head, row, end] = linesOf(decided(null));
    expect(head).toBe(
      '\uFEFFnumber,decided at,verdict,by,name,forced,amended,note,review,title,kind,action,requester,session,status now',
    );
    expect(row).toBe(
      '4,2026-03-17T12:20:00.000Z,approve,bob,Bob,false,true,,r1,Pay,tool_call,pay,alice,s,APPROVED',
    );
    expect(end).toBe('');
  });

  it('keep what would end a cell or a row', () => {
    expect(decisionCsv([decided('so "fine",\nsaid')])).toContain(',"so ""fine"",\nsaid",');
  });

  it.each(['=1+1', '+1', '-1', '@sum(a)', '\t=1', '\r=1'])('compute nothing: %j', (note) => {
    expect(decisionCsv([decided(note)])).toContain(`'${note.replace(/(?<=^[\t\r])=/, "'=")}`);
  });
});
