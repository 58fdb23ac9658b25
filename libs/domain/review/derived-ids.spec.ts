import { REVIEW } from '@countersign/testing';
import { entryId } from './derived-ids';

describe('The id of an entry', () => {
  it('is UUIDv5 of the review and the index', () => {
    expect(entryId('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 0)).toBe('6af613b6-569c-5c22-9c37-2ed93f31d3af');
  });

  it('differs by index', () => {
    expect(new Set([0, 1, 2, 10].map((index) => entryId(REVIEW, index))).size).toBe(4);
  });
});
