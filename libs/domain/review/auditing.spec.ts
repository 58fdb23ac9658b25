import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { auditReview, decodeReviewEvent, type ReviewEvent, type ReviewState } from '.';
import type { AuditedFact } from './auditing';

interface Sample {
  readonly events: readonly {
    readonly type: string;
    readonly schemaVersion: number;
    readonly data: unknown;
  }[];
}

const folder = join(__dirname, 'history');
/** Put together by hand, so that one sample has every kind of sealed fact. */
const NEVER_RECORDED = 'sealed';
const samples = readdirSync(folder).map((file): [string, readonly ReviewEvent[]] => {
  const { events } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Sample;
  return [file.replace('.json', ''), events.map(decoded)];
});

function decoded({ type, data, schemaVersion }: Sample['events'][number]): ReviewEvent {
  const read = decodeReviewEvent(type, data, schemaVersion);
  if (!read.ok) throw new Error(read.problem);
  return read.event;
}

/** A stored sample does not say what was recorded together: a fact and what only ever follows it in one append. */
function appendsOf(events: readonly ReviewEvent[]): readonly (readonly AuditedFact[])[] {
  const appends: AuditedFact[][] = [];
  events.forEach((event, index) => {
    const fact = { event, id: `event-${index}` };
    const earlier = appends.at(-1)?.at(-1)?.event;
    const isOutcome = ['ReviewApproved', 'ReviewRejected', 'ReviewRevoked'].includes(event.type);
    if (isOutcome || earlier?.type === 'ProposalAmended') appends.at(-1)?.push(fact);
    else appends.push([fact]);
  });
  return appends;
}

describe('An auditor', () => {
  it.each(samples)('looks at what was once recorded: %s', (name, events) => {
    const codes = new Set<string>();
    let state: ReviewState = null;
    for (const append of appendsOf(events)) {
      const { breaches, after } = auditReview(state, append);
      for (const { code } of breaches.flat()) codes.add(code);
      state = after;
    }
    const found = ['outcome-without-decision', 'too-few-approvals', 'wrong-approved-digest'];
    expect([...codes]).toEqual(name === NEVER_RECORDED ? found : []);
  });
});
