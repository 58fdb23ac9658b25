import { TOTAL_CAPPED } from '@countersign/http';

const text = (description: string, schema: object = {}) => ({
  description,
  schema: { type: 'string', ...schema },
});
const flag = (description: string) => text(description, { enum: ['true'] });

const tag = { ETag: text('`"<id>:<revision>"` of the review that is answered', { example: '"...:2"' }) };
const position = {
  'X-Position': text('Where the write is in the log; left out where nothing changed', { pattern: '^\\d+$' }),
};
const stale = { 'X-Stale': flag('The answer may be behind what was written') };

/** What an answer says beside its body, in the document. */
export const READ = { ...tag, ...stale };
export const WRITTEN = { ...tag, ...position };
export const WRITTEN_MANY = position;
export const ASKED = { ...WRITTEN, Location: text("The review's own address", { format: 'uri-reference' }) };
export const WAITED = { ...READ, 'X-Timed-Out': flag('It is not over yet') };
export const FOUND = stale;
export const LISTED = {
  ...stale,
  'X-Total-Count': {
    description: 'With `count`: how many there are; 10,001 where `X-Total-Capped` says that it is not exact',
    schema: { type: 'integer', minimum: 0 },
  },
  ...TOTAL_CAPPED,
};
