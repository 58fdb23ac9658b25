import { nameOfUnseen, stretchesOf, UNSEEN_WORDS } from './unseen.ts';

/** A part of a formatted text, as far as it matters here: what `hast` calls a node. */
export interface Part {
  type: string;
  value?: string;
  tagName?: string;
  properties?: Record<string, unknown>;
  children?: Part[];
}

/**
 * In all that is shown of a formatted text, what cannot be seen is written out where it stands, as `Exact` does. What a
 * link or a picture names is kept as it was written, in `dataWritten`: a page makes nothing of an address that it refuses.
 */
export function writeOut(part: Part): void {
  const { href, src } = part.properties ?? {};
  const written = href ?? src;
  if (part.properties && typeof written === 'string') part.properties['dataWritten'] = written;
  if (part.children === undefined) return;
  part.children = part.children.flatMap((child) => (isText(child) ? stretchesIn(child) : [child]));
  for (const child of part.children) if (child.tagName !== 'bdi') writeOut(child);
}

/** HTML of whoever wrote it is text as well. */
const isText = ({ type }: Part): boolean => type === 'text' || type === 'raw';

function stretchesIn({ value = '' }: Part): Part[] {
  return stretchesOf(value).map(({ text, isUnseen }) =>
    isUnseen
      ? {
          type: 'element',
          tagName: 'bdi',
          properties: { className: ['unseen'], title: UNSEEN_WORDS },
          children: [{ type: 'text', value: nameOfUnseen(text) }],
        }
      : { type: 'text', value: text },
  );
}
